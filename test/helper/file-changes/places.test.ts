import { expect, test } from 'vitest';
import { namesCode } from '../../../helper/file-changes/places.js';
import { attack } from '../../attack/attack.js';
import { BOUNDS } from '../actions/call-action.js';

const turn = (path: string, more: { owner?: string; group?: string; mode?: string }) =>
  ({ verb: 'chmod', path, mode: '', owner: '', group: '', recursive: false, only: 'all', ...more }) as const;

attack(
  'a directory above the places that code is run from is given away, by its name alone',
  { without: 'alice, with a yes to plain permissions alone, gave /var to bob and /home to everybody', tries: 6 },
  () => {
    for (const wish of [
      turn('/var', { owner: 'bob' }),
      turn('/var', { mode: 'g+rw' }),
      turn('/home', { mode: '0777' }),
      turn('/home/eva', { owner: 'bob' }),
      turn('/root', { mode: 'a=rwX' }),
      { verb: 'symlink', path: '/var', target: '/srv/theirs', overwrite: true } as const,
    ])
      expect(namesCode(wish, BOUNDS), JSON.stringify(wish)).toBe(true);
  },
);

test.each([turn('/var', { mode: '0755' }), turn('/home/eva', { mode: 'go-rwx' }), turn('/srv/x', { owner: 'bob' })])(
  'none is with %o',
  wish => {
    expect(namesCode(wish, BOUNDS)).toBe(false);
  },
);
