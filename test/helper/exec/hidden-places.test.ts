import { chownSync, mkdirSync, mkdtempSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { hiddenPlaces } from '../../../helper/exec/hidden-places.js';
import { cageProperties } from '../../../helper/system/sandbox/sandboxes.js';
import { attack } from '../../attack/attack.js';
import { BOUNDS } from '../actions/call-action.js';

describe('what a program in a cage does not see', () => {
  it('are the denied places, those of homes in the home of the caller', () => {
    const denied = ['/etc/pam.d', '/none/*/.ssh/id_*', '/none/*/.gnupg', '/nowhere/*/.gnupg', '/proc'];
    expect(hiddenPlaces(denied, '/none/eva')).toEqual(['/etc/pam.d', '/none/eva/.ssh', '/none/eva/.gnupg']);
    expect(hiddenPlaces(denied, '/nowhere/x')).toEqual(['/etc/pam.d', '/nowhere/x/.gnupg']);
    expect(hiddenPlaces(['/none/*'], '/none/eva')).toEqual([]);
  });

  it('are spelled out where a name has `*`', () => {
    expect(hiddenPlaces(['/etc/pass*d'], '/home/eva')).toEqual(['/etc/passwd']);
  });

  attack(
    'is chosen by somebody else, with a link in their own directory to a place that everybody needs',
    { without: 'the link itself was among the places: the mount that hides it would have hidden /usr/bin', tries: 1 },
    () => {
      const people = mkdtempSync(join(tmpdir(), 'people-'));
      const carol = join(people, 'carol');
      mkdirSync(carol);
      symlinkSync('/usr/bin', join(carol, '.gnupg'));
      if (process.getuid?.() === 0) chownSync(carol, 1001, 1001);
      const [hidden = ''] = hiddenPlaces([`${people}/*/.gnupg`], '/home/eva');
      expect([people, carol]).toContain(hidden);
      rmSync(people, { recursive: true });
    },
  );

  attack(
    'is seen by another name, where a part of a file system is mounted twice',
    { without: 'a look and a listed program printed a key of /etc/ssl/private that lay at /srv/privsub too', tries: 2 },
    () => {
      const table = [
        { device: '0:1', root: '/', place: '/' },
        { device: '0:1', root: '/etc/pam.d', place: '/srv/whole' },
        { device: '0:1', root: '/etc/pam.d/part', place: '/srv/part' },
        { device: '0:1', root: '/srv/other', place: '/mnt' },
      ];
      expect(hiddenPlaces(['/etc/pam.d'], '/home/eva', table)).toEqual(['/etc/pam.d', '/srv/whole', '/srv/part']);
    },
  );

  attack(
    'is read by a confined program, or by one that runs as the caller, although it is denied',
    { without: 'with no place taken out of sight the cages left out the directories of keys and of pam', tries: 20 },
    () => {
      const hidden = hiddenPlaces(BOUNDS.paths.denied, '/home/eva');
      for (const cage of ['files', 'system', 'home', 'caller'] as const) {
        const properties = cageProperties(cage, { uid: 1000, gid: 1000, home: '/home/eva', hidden });
        const paths = properties.flatMap(([name, { value }]) => (name === 'InaccessiblePaths' ? [value].flat() : []));
        for (const path of ['/home/eva/.ssh', '/home/eva/.gnupg', '/etc/pam.d', '/boot', '/usr/share/polkit-1'])
          expect(paths).toContain(`-${path}`);
        for (const path of ['/proc', '/dev', '/usr/lib/llm-os', '/home/eva']) expect(paths).not.toContain(`-${path}`);
      }
    },
  );
});
