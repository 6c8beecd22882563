import { describe, expect, test, vi } from 'vitest';
import { checkChanges, summarize, touchesCode } from '../../../helper/rehearsal/changes.js';
import type { RehearsalChange, RehearsalState } from '../../../helper/worker/rehearsal/protocol.js';
import { attack } from '../../attack/attack.js';
import { BOUNDS } from '../actions/call-action.js';

const EMPTY = { uid: 0, gid: 0, size: 0, sha256: '', target: '' } as const;
const DIRECTORY: RehearsalState = { ...EMPTY, kind: 'directory', mode: 0o755 };
const LINK: RehearsalState = { ...EMPTY, kind: 'symlink', mode: 0, target: '/srv/theirs' };
const of = (change: RehearsalChange, as: 'caller' | 'root' = 'root') => ({
  version: 1 as const,
  as,
  uid: 1000,
  changes: [change],
});
const turned = (path: string, after: Partial<RehearsalState>): RehearsalChange => ({
  path,
  change: 'owner',
  before: DIRECTORY,
  after: { ...DIRECTORY, ...after },
});
const linked = (path: string): RehearsalChange => ({ path, change: 'created', before: null, after: LINK });
const moved = (to: string, state = DIRECTORY): RehearsalChange => ({
  path: '/srv/theirs',
  change: 'moved',
  before: state,
  after: state,
  to,
});

const GIVEN = [
  turned('/var', { uid: 1001 }),
  turned('/var', { gid: 1001 }),
  turned('/var', { mode: 0o777 }),
  turned('/home', { mode: 0o777 }),
  turned('/home/eva', { uid: 1001 }),
  turned('/root', { mode: 0o775 }),
];

describe('a directory above the places that code is run from', () => {
  attack(
    'is given to somebody by less than what a change of those places takes',
    {
      without: '`set_permissions /var owner=bob` was done by a yes to plain permissions, and /var was bob’s',
      tries: 6,
    },
    () => {
      for (const change of GIVEN) expect(touchesCode(of(change), BOUNDS), change.path).toBe(true);
    },
  );

  test.each([turned('/srv', { uid: 1001 }), turned('/home', { mode: 0o711 }), linked('/srv/www'), moved('/srv/x')])(
    'is another one than %o',
    change => {
      expect(touchesCode(of(change), BOUNDS)).toBe(false);
    },
  );

  test('of somebody’s own home is theirs to open', () => {
    expect(touchesCode(of(turned('/home/eva', { mode: 0o775 }), 'caller'), BOUNDS)).toBe(false);
  });
});

const ABOVE = ['/usr/local/lib/systemd', '/etc/systemd/system.control', '/usr/local/share/dbus-1', '/home/eva/.ssh'];

describe('a denied place', () => {
  attack(
    'is written by a name above it: a link to a tree that holds it, or such a tree moved there',
    {
      without: 'systemd took a drop-in of the operator from a link, and from a directory, at /usr/local/lib/systemd',
      tries: 12,
    },
    () => {
      for (const path of ABOVE)
        for (const change of [linked(path), moved(path), moved(path, LINK)])
          expect(() => checkChanges(of(change), BOUNDS), path).toThrow(/denied/);
    },
  );

  test('is not what a file that is moved to a name above it holds', () => {
    const file: RehearsalState = { ...EMPTY, kind: 'file', mode: 0o644 };
    expect(() => checkChanges(of(moved('/home/eva/.ssh', file)), BOUNDS)).not.toThrow();
  });
});

describe('a change set', () => {
  attack(
    'of thousands of deep paths holds up everybody’s calls while it is judged',
    { without: 'the directory that 7,000 paths of 400 names have in common took six seconds', tries: 1 },
    () => {
      const file: RehearsalState = { ...EMPTY, kind: 'file', mode: 0o644 };
      const path = `/srv${'/a'.repeat(400)}`;
      const changes = Array.from({ length: 2000 }, (_, index) => ({ ...linked(`${path}/${index}`), after: file }));
      const manifest = { version: 1 as const, as: 'root' as const, uid: 0, changes };
      const splits = vi.spyOn(String.prototype, 'split');
      const startsAt = vi.spyOn(Array.prototype, 'every');
      checkChanges(manifest, BOUNDS);
      touchesCode(manifest, BOUNDS);
      expect(summarize(manifest)).toBe('2000 created below /');
      const counts = [splits.mock.calls.length, startsAt.mock.calls.length];
      vi.restoreAllMocks();
      expect(counts[0]).toBeLessThan(20 * changes.length);
      expect(counts[1]).toBeLessThan(200 * changes.length);
    },
  );
});
