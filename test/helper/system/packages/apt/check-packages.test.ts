import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeEach, describe, expect, it } from 'vitest';
import { compareDatabases, sealPlan } from '../../../../../helper/system/packages/apt/sealed-plan.js';
import { attack } from '../../../../attack/attack.js';

const directory = mkdtempSync(join(tmpdir(), 'check-packages-'));
const sealed = join(directory, 'r1.packages');
afterAll(() => rmSync(directory, { recursive: true }));

const common = { downloadBytes: 1, unpackedBytes: 1, essential: false };
const plan = {
  changes: [
    { name: 'hello', architecture: 'amd64', from: undefined, to: '2.10-3', ...common },
    { name: 'libgreet', architecture: 'all', from: '1:1.1', to: '1:1.2', ...common },
    { name: 'cornet:i386', architecture: 'i386', from: '1.0', to: undefined, ...common },
  ],
};

// as apt spells it: name, old version and architecture, kind of architecture, direction, the same of the new, the step
const HELLO = 'hello - - none < 2.10-3 amd64 none /var/cache/apt/archives/hello_2.10-3_amd64.deb';
const GREET = 'libgreet 1:1.1 all foreign < 1:1.2 all foreign /var/cache/apt/archives/libgreet_1%3a1.2_all.deb';
const CORNET = 'cornet 1.0 i386 none > - - none **REMOVE**';
const STEPS = [CORNET, HELLO, GREET, 'hello - - none < 2.10-3 amd64 none **CONFIGURE**'];

function run(steps: readonly string[], head = 'VERSION 3', path = sealed) {
  const input = [head, 'APT::Architecture=amd64', 'Dir::Etc=etc/apt', '', ...steps, ''].join('\n');
  const env = { PATH: '/usr/bin:/bin', LLMOS_PACKAGES: path };
  return spawnSync('sh', ['packaging/check-packages'], { input, env, encoding: 'utf8' });
}

describe.runIf(existsSync('/usr/bin/dpkg-query'))('what apt is about to do, under its lock', () => {
  beforeEach(() => {
    rmSync(`${sealed}.before`, { force: true });
    writeFileSync(sealed, sealPlan(plan));
  });

  it('goes on where it is what was shown, and the database is noted for root alone', () => {
    const ran = run(STEPS);
    expect([ran.status, ran.stderr]).toEqual([0, '']);
    expect(readFileSync(`${sealed}.before`, 'utf8')).toMatch(/^dpkg\t\w+\tinstalled\t/m);
    expect(statSync(`${sealed}.before`).mode & 0o777).toBe(0o600);
  });

  it('goes on where something that was unpacked long before is only finished', () => {
    expect(run([...STEPS, 'half 1 all none = 1 all none **CONFIGURE**']).status).toBe(0);
  });

  const others: readonly (readonly [string, readonly string[]])[] = [
    ['one more', [...STEPS, 'backdoor - - none < 1 all none /srv/backdoor_1_all.deb']],
    ['another version', [CORNET, HELLO, GREET.replace('1:1.2 all', '1:1.3 all')]],
    ['an older version', [CORNET, HELLO, GREET.replace('< 1:1.2', '> 1:1.0')]],
    ['another architecture', [CORNET, HELLO.replace('amd64 none', 'i386 none'), GREET]],
    ['another version there before', [CORNET, HELLO, GREET.replace('1:1.1', '1:1.0')]],
    ['one less', [CORNET, HELLO]],
    ['nothing', []],
    ['a removal beside it', [...STEPS, 'sudo 1.9 amd64 none > - - none **REMOVE**']],
    ['a removal in the place of an installation', [CORNET, GREET, 'hello 2.10-3 amd64 none > - - none **REMOVE**']],
    ['one that is only configured, in another version', [...STEPS, 'late 1 all none < 2 all none **CONFIGURE**']],
  ];

  attack(
    'lists that changed while apt waited for its lock bring packages that nobody saw',
    {
      without: 'without the comparison it ended with 0, and apt would have gone on with one package more',
      tries: others.length + 3,
    },
    () => {
      for (const [what, steps] of others) {
        const ran = run(steps);
        expect(ran.status, what).toBe(1);
        expect(ran.stderr, what).toMatch(/^E: apt would do something else than was shown, so nothing is changed: now /);
      }
      expect(run([...STEPS, 'backdoor - - none < 1 all none /srv/x.deb']).stderr).toContain('install backdoor all - 1');
      for (const ran of [run(STEPS, 'VERSION 2'), run(STEPS, ''), run(STEPS, 'VERSION 3', `${sealed}.none`)]) {
        expect(ran.status).toBe(1);
        expect(ran.stderr).toMatch(/^E: .*nothing is changed/);
      }
      expect(existsSync(`${sealed}.before`)).toBe(false);
    },
  );
});

describe('the difference of two snapshots of the package database', () => {
  const dpkg = 'dpkg\tamd64\tinstalled\t1.22\n';

  it('names what came, went and changed, whatever was planned', () => {
    const before = `${dpkg}a\tamd64\tinstalled\t1\nb\tall\tinstalled\t1\nc\ti386\tinstalled\t1\nd\tall\tinstalled\t1\n`;
    const after = `${dpkg}a\tamd64\tinstalled\t2\nb\tall\tconfig-files\t1\nd\tall\tinstalled\t1\ne\tall\tunpacked\t3\n`;
    expect(compareDatabases(before, after)).toEqual([
      { name: 'a', from: '1', to: '2', status: 'installed' },
      { name: 'b', from: '1', to: undefined, status: 'config-files' },
      { name: 'c:i386', from: '1', to: undefined, status: 'not-installed' },
      { name: 'e', from: undefined, to: '3', status: 'unpacked' },
    ]);
  });
});
