import { describe, expect, test } from 'vitest';
import { attack } from '../../../attack/attack.js';
import { parseMounts, planCopy } from '../../../../helper/worker/rehearsal/mount-table.js';

const ROOT = '1 0 0:1 / / rw - ext4 /dev/vda rw';
const plan = (...lines: readonly string[]) =>
  planCopy(parseMounts([ROOT, ...lines].join('\n')), path => path === '/srv/listed');

describe('what a copy is made of', () => {
  test('a file system that a person made is out of sight, and keeps nobody from a rehearsal', () => {
    const sshfs = '2 1 0:2 / /home/bob/far rw,nosuid,nodev - fuse.sshfs far: rw,user_id=1001,group_id=1001';
    expect(plan(sshfs)).toEqual({ layers: ['/'], readOnly: [], covered: ['/home/bob/far'] });
  });

  test.each(['fuse.mergerfs pool rw,user_id=0,group_id=0,allow_other', 'nfs4 far:/ rw'])(
    'one that root made of a kind that cannot be copied is refused: %s',
    type => {
      expect(() => plan(`2 1 0:2 / /data rw - ${type}`)).toThrow(/no copy can be made/);
    },
  );

  test('a top that no overlay can have is only read', () => {
    expect(plan('2 1 0:2 / /srv/listed rw - tmpfs tmpfs rw')).toMatchObject({ readOnly: ['/srv/listed'] });
  });

  attack(
    'a file system that lies beneath another one, where no path leads, keeps everybody from rehearsals',
    { without: 'each rehearsal of anybody ended with ENOENT while a mount lay over a mount', tries: 1 },
    () => {
      const beneath = ['2 1 0:2 / /srv/o rw - tmpfs t rw', '3 2 0:3 / /srv/o/in rw - nfs4 far:/ rw'];
      expect(plan(...beneath, '4 2 0:4 / /srv/o rw - tmpfs t rw')).toMatchObject({ layers: ['/', '/srv/o'] });
      expect(() => plan(...beneath)).toThrow(/no copy/);
    },
  );
});
