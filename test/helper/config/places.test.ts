import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { openBounds } from '../../../helper/config/config.js';
import { ownPlaces } from '../../../helper/config/places.js';
import { checkPath } from '../../../helper/files/path-check.js';
import { decideWritePlace } from '../../../helper/file-writes/write-place.js';
import { localHomes } from '../../../helper/subject/user-database.js';
import { attack } from '../../attack/attack.js';
import { BOUNDS } from '../actions/call-action.js';

// system programs run these, or are told by them what to run, on some machine or other: nobody can finish such a list
const CODE = `
/etc/cron.d/x /etc/systemd/system/x.service /etc/default/ssh /etc/default/locale /etc/login.defs /etc/gitconfig
/etc/inputrc /etc/nftables.conf /etc/aliases /etc/needrestart/conf.d/x.conf /etc/fail2ban/action.d/x.conf
/etc/smartd.conf /etc/auto.master /etc/sudo.conf /etc/krb5.conf /etc/doas.conf /etc/credstore/x
/etc/extensions/x.raw /etc/nologin /etc/cloud/cloud.cfg.d/x.cfg /var/lib/cloud/scripts/per-boot/x.sh
/var/lib/extensions/x.raw /var/lib/machines/x /run/sudo/x /run/tmpfiles.d/x.conf /run/environment.d/x.conf
/usr/local/bin/x /var/spool/anacron/x /opt/x/y /var/cache/x /usr/share/x /bin/x /lib/x /root/.bashrc
`
  .trim()
  .split(/\s+/);
const ORDINARY = [
  '/etc/motd',
  '/etc/hosts',
  '/srv/x',
  '/home/bob/x',
  '/var/log/x',
  '/mnt/etc/x',
  '/etcetera',
  '/root/x',
];
const OWN = `
/usr/lib/llm-os/snapshot.blob /etc/llm-os/operator.d/x.toml /run/llmos-operator/probes/x
/var/lib/llm-os/operator/key /var/cache/llmos-operator/snapshot.env /usr/bin/llmsh
/etc/systemd/system/llmos-operator.service.d/x.conf /run/systemd/system/llmos-operator.service
/usr/share/dbus-1/system.d/org.llmos.Operator1.conf
`
  .trim()
  .split(/\s+/);

let root: string;
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'places-'));
});
afterEach(() => rmSync(root, { recursive: true }));

const DEFAULTS = new URL('../../../helper/operator.toml', import.meta.url).pathname;

function boundsOf(text: string, change = (defaults: string) => defaults, homes = (): readonly string[] => []) {
  const places = { defaults: join(root, 'defaults'), file: join(root, 'operator.toml'), directory: join(root, 'd') };
  writeFileSync(places.defaults, change(readFileSync(DEFAULTS, 'utf8')));
  writeFileSync(places.file, text);
  return openBounds({ places, warn: () => {}, homes }).current();
}

const tierOf = (path: string) =>
  decideWritePlace({ path, mode: undefined, uid: 1000, places: BOUNDS.paths, seen: undefined });

describe('places that root runs code from', () => {
  attack(
    'pass for an ordinary file to write, because no list named them',
    { without: 'the list of known code places: 26 of these 34 were ordinary', tries: CODE.length + ORDINARY.length },
    () => {
      expect(CODE.filter(path => tierOf(path) !== 'code')).toEqual([]);
      expect(ORDINARY.filter(path => tierOf(path) !== 'other')).toEqual([]);
    },
  );

  attack(
    "are the operator's own, which an editable file need not name",
    {
      without: 'the list of operator.toml alone: the start file and the proofs of the cages were written',
      tries: OWN.length,
    },
    () => {
      const empty = boundsOf('', text => text.replace(/^denied = \[\n[^\]]*\]/m, 'denied = []'));
      expect(() => checkPath('/etc/shadow', empty)).not.toThrow();
      for (const path of OWN) expect(() => checkPath(path, empty)).toThrow(/among the denied/);
      const moved = ownPlaces({ STATE_DIRECTORY: '/srv/state/operator', RUNTIME_DIRECTORY: '/run/elsewhere' });
      expect(moved).toEqual(expect.arrayContaining(['/srv/state', '/run/elsewhere']));
    },
  );

  it('grow by what an administrator names, also where it was data', () => {
    const paths = boundsOf('[paths]\ncode = ["/etc/hosts", "/srv/run"]\n').paths;
    const tier = (path: string) =>
      decideWritePlace({ path, mode: undefined, uid: 1000, places: paths, seen: undefined });
    expect(['/etc/hosts', '/srv/run/x', '/etc/motd'].map(tier)).toEqual(['code', 'code', 'other']);
  });
});

describe('keys in homes', () => {
  attack(
    'are read where the home is not below /home',
    { without: '/home/*/.ssh/id_* spelled out: the key in /data/home and in /srv/x was no denied path', tries: 6 },
    () => {
      writeFileSync(
        join(root, 'passwd'),
        [
          'root:x:0:0::/var/root:/bin/sh',
          'daemon:x:1:1::/usr/sbin:/bin/sh',
          'alice:x:1000:1000::/data/home/alice:/bin/sh',
          'eva:x:1001:1001::/srv/x:/bin/sh',
          'odd:x:1002:1002::/:/bin/sh',
        ].join('\n'),
      );
      const bounds = boundsOf('', undefined, localHomes(root));
      for (const home of ['/home/bob', '/data/home/alice', '/srv/x', '/var/root', '/root']) {
        expect(() => checkPath(`${home}/.ssh/id_ed25519`, bounds)).toThrow(/among the denied/);
        expect(() => checkPath(`${home}/.gnupg/x`, bounds)).toThrow(/among the denied/);
      }
      expect(() => checkPath('/data/home/alice/.ssh/config', bounds)).not.toThrow();
      expect(() => checkPath('/.ssh/id_x', bounds)).not.toThrow();
    },
  );

  it('of somebody who came meanwhile are denied at once', () => {
    const homes = ['/home/bob'];
    const places = { defaults: DEFAULTS, file: join(root, 'none'), directory: join(root, 'd') };
    const source = openBounds({ places, warn: () => {}, homes: () => homes });
    expect(() => checkPath('/data/eva/.gnupg/x', source.current())).not.toThrow();
    homes.push('/data/eva');
    expect(() => checkPath('/data/eva/.gnupg/x', source.current())).toThrow(/among the denied/);
  });
});
