import { chmodSync, chownSync, readFileSync } from 'node:fs';
import { dirname } from 'node:path/posix';
import { refusal } from '../errno.js';
import { pathOf, walk } from '../pinned-path.js';
import { isTrusted } from '../trust.js';
import { find, sameState, stateOf } from './look.js';
import { parseMounts } from './mount-table.js';
import type { RehearsalChange, RehearsalState } from './protocol.js';
import { dress } from './put.js';

const OWNERS = 0o700;

/** directories that were made root's alone, by path, as they were before */
export type Seized = Readonly<Record<string, RehearsalState>>;

/**
 * directories of a change set that others may change, with more of it below: root's alone from here on, from the top down, so
 * that root may look into them. they get their owner and mode last, as the change set says, or by `release`
 */
export function seize(changes: readonly RehearsalChange[], resuming: boolean): Seized {
  const ways = new Set(changes.flatMap(({ path }) => waysTo(path)));
  const holders = changes.filter(({ path }) => ways.has(path));
  const seized: Record<string, RehearsalState> = {};
  try {
    for (const change of holders.toSorted((one, other) => (one.path < other.path ? -1 : 1))) {
      seizeOne(change, resuming, seized);
    }
  } catch (error) {
    release(seized);
    throw error;
  }
  return seized;
}

/**
 * directories of a change set that are one's own, hold more of it and may not be written to: writable from here on. they get
 * their mode last, as the change set says
 */
export function openOwn(changes: readonly RehearsalChange[]): Seized {
  const ways = new Set(changes.flatMap(({ path }) => waysTo(path)));
  const holders = changes.filter(({ path, before }) => before?.kind === 'directory' && ways.has(path));
  const opened: Record<string, RehearsalState> = {};
  for (const { path } of holders.toSorted((one, other) => (one.path < other.path ? -1 : 1))) {
    const found = find(path);
    try {
      const state = found?.stats?.isDirectory() === true ? stateOf(found) : undefined;
      if (found?.fd === undefined || !state) continue;
      if (state.uid !== process.getuid?.() || (state.mode & OWNERS) === OWNERS) continue;
      opened[path] = state;
      chmodSync(pathOf(found.fd), state.mode | OWNERS);
    } finally {
      found?.close();
    }
  }
  return opened;
}

export function release(seized: Seized): void {
  for (const [path, state] of Object.entries(seized).toReversed()) {
    const found = walk(path, false);
    try {
      dress(found, state);
    } finally {
      found.close();
    }
  }
}

function waysTo(path: string): string[] {
  const way: string[] = [];
  for (let at = dirname(path); at !== '/'; at = dirname(at)) way.push(at);
  return way;
}

function seizeOne(
  { path, before, after }: RehearsalChange,
  resuming: boolean,
  seized: Record<string, RehearsalState>,
): void {
  const found = find(path, false);
  try {
    const { fd, stats } = found ?? {};
    if (!found || fd === undefined || stats?.isDirectory() !== true || isTrusted(stats)) return;
    const now = stateOf(found);
    const isKnown = sameState(now, before) || (resuming && sameState(now, after));
    if (!now || !isKnown) throw refusal('changed', `${path} is no longer as it was`);
    refuseMounts(path);
    seized[path] = now;
    chownSync(pathOf(fd), 0, 0);
    chmodSync(pathOf(fd), 0o700);
  } finally {
    found?.close();
  }
}

// one that its owner mounted may never answer
function refuseMounts(path: string): void {
  const mounts = parseMounts(readFileSync('/proc/self/mountinfo', 'utf8'));
  if (mounts.every(mount => mount.path !== path && !mount.path.startsWith(`${path}/`))) return;
  throw refusal('unfit', `a file system is mounted in ${path}`);
}
