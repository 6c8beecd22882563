import { expect, test } from 'vitest';
import { isStartup } from '../../../helper/file-changes/questions.js';
import type { ChangeKind, RehearsalChange } from '../../../helper/worker/rehearsal/protocol.js';
import { attack } from '../../attack/attack.js';

const state = (mode: number, kind: 'file' | 'directory' | 'symlink' = 'file') =>
  ({ kind, mode, uid: 1000, gid: 1000, size: 0, sha256: '', target: '' }) as const;
const change = (kind: ChangeKind, path: string, more: Partial<RehearsalChange>): RehearsalChange => ({
  path,
  change: kind,
  before: null,
  after: null,
  ...more,
});
const RUNS = state(0o755);

attack(
  'something of one’s own comes to be run by its name alone, and nobody is asked',
  { without: 'a text at ~/bin/ls was made executable without a question; PATH has ~/bin first', tries: 5 },
  () => {
    const ways = [
      change('mode', '/home/eva/bin/ls', { before: state(0o644), after: state(0o744) }),
      change('mode', '/home/eva/.local/x', { before: state(0o644), after: state(0o744) }),
      change('moved', '/home/eva/x', { before: RUNS, after: RUNS, to: '/home/eva/bin/ls' }),
      change('moved', '/home/eva/d', {
        before: state(0o755, 'directory'),
        after: state(0o755, 'directory'),
        to: '/home/eva/bin',
      }),
      change('created', '/home/eva/bin/ls', { after: state(0, 'symlink') }),
    ];
    for (const way of ways) expect(isStartup([way]), JSON.stringify(way)).toBe(true);
  },
);

test.each([
  change('mode', '/home/eva/run.sh', { before: state(0o644), after: state(0o744) }),
  change('moved', '/home/eva/x', { before: RUNS, after: RUNS, to: '/home/eva/old/x' }),
  change('moved', '/home/eva/x', { before: state(0o644), after: state(0o644), to: '/home/eva/bin/notes' }),
])('%o is no such thing', each => {
  expect(isStartup([each])).toBe(false);
});
