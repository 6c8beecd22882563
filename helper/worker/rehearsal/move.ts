import { spawnSync } from 'node:child_process';
import { renameSync } from 'node:fs';
import { constants } from 'node:os';
import { refusal } from '../errno.js';
import { pathOf, type PinnedPath } from '../pinned-path.js';
import { find, sameState, stateLike } from './look.js';
import type { RehearsalChange } from './protocol.js';

const TIMEOUT_MS = 60_000;
/** numbers of renameat2(2), for which node has no call */
const CALLS: Readonly<Record<string, number>> = { x64: 316, arm64: 276, riscv64: 276 };
const { EEXIST, EINVAL, ENOSYS } = constants.errno;

// renames between two directories that are handed over open, replacing nothing (flag 1); says the errno
const RENAME = `my ($call, $from, $to) = @ARGV; $call += 0; my $ended = syscall($call, 3, $from, 4, $to, 1); print $ended == 0 ? 0 : $! + 0`;

export interface Moving {
  readonly resuming: boolean;
  readonly trusting: boolean;
}

/** true for a directory that is taken away with what is moved out of it still inside */
export function holdsMoved({ path }: RehearsalChange, moves: readonly RehearsalChange[]): boolean {
  return moves.some(({ path: inside }) => inside.startsWith(`${path}/`));
}

/** gives the very object that was agreed to its new name, and replaces nothing */
export function move(change: RehearsalChange, { resuming, trusting }: Moving): void {
  const { path, to = '', before } = change;
  const [found, place] = [find(path, trusting), find(to, trusting)];
  try {
    if (!place) throw refusal('changed', `the directory of ${to} is gone`);
    const isThere = (at: PinnedPath | undefined) => at?.fd !== undefined && sameState(stateLike(at, before), before);
    if (resuming && found?.fd === undefined && isThere(place)) return;
    if (!found || !isThere(found)) throw refusal('changed', `${path} is no longer as it was`);
    if (place.fd !== undefined) throw refusal('changed', `${to} is there by now`);
    rename(found, place);
  } finally {
    found?.close();
    place?.close();
  }
}

function rename(from: PinnedPath, to: PinnedPath): void {
  const call = CALLS[process.arch];
  const ran = spawnSync('/usr/bin/perl', ['-e', RENAME, String(call ?? -1), from.name, to.name], {
    stdio: ['ignore', 'pipe', 'ignore', from.parentFd, to.parentFd],
    env: {},
    cwd: '/',
    timeout: TIMEOUT_MS,
  });
  const said = String(ran.stdout);
  const errno = ran.status === 0 && /^\d+$/.test(said) ? Number(said) : ENOSYS;
  if (errno === 0) return;
  if (errno === EEXIST) throw refusal('changed', `${to.path} is there by now`);
  // a file system that knows no such promise: the name was looked at a moment ago
  if (errno === EINVAL || errno === ENOSYS) {
    renameSync(pathOf(from.parentFd, from.name), pathOf(to.parentFd, to.name));
    return;
  }
  throw refusal(nameOf(errno), '');
}

function nameOf(errno: number): string {
  return Object.entries(constants.errno).find(([, value]) => value === errno)?.[0] ?? 'EIO';
}
