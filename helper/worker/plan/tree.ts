import { accessSync, constants, readdirSync, type BigIntStats } from 'node:fs';
import { dirname } from 'node:path/posix';
import { refusal } from '../errno.js';
import { pathOf, type PinnedPath } from '../pinned-path.js';
import { find, stateOf, toName } from '../rehearsal/look.js';
import { MAX_PLANNED, STAGE_BYTES, type RehearsalChange, type RehearsalState } from '../rehearsal/protocol.js';

export interface Planned {
  readonly changes: readonly RehearsalChange[];
  /** in base64 */
  readonly contents?: readonly string[];
}

/** root looks into no directory that others may change */
export const trusting = process.getuid?.() !== 0;

const SET_GID = 0o2000n;
const STICKY = 0o1000n;

/** works on what a path leads to, nothing included */
export function at<T>(path: string, work: (found: PinnedPath) => T): T {
  const found = find(path, trusting);
  if (!found) throw refusal('ENOENT', `there is no directory ${dirname(path)}`);
  try {
    return work(found);
  } finally {
    found.close();
  }
}

/** the same, where something is there */
export function atObject<T>(path: string, work: (found: PinnedPath & Present) => T): T {
  return at(path, found => {
    const { fd, stats } = found;
    if (fd === undefined || stats === undefined) throw refusal('ENOENT', `there is no ${path}`);
    return work({ ...found, fd, stats });
  });
}

interface Present {
  readonly fd: number;
  readonly stats: BigIntStats;
}

/** refuses with `EACCES` where this process may not add or take away the name */
export function assertMayChange({ parentFd, parent, stats }: PinnedPath): void {
  accessSync(pathOf(parentFd), constants.W_OK | constants.X_OK);
  const uid = BigInt(process.getuid?.() ?? 0);
  const isSticky = (parent.mode & STICKY) !== 0n && parent.uid !== uid;
  if (stats && isSticky && stats.uid !== uid && uid !== 0n) throw refusal('EACCES', '');
}

/** owner of what is made in a directory; a set-group-id bit of the directory gives its group */
export function ownerIn({ parent }: PinnedPath): {
  readonly uid: number;
  readonly gid: number;
  readonly inherits: boolean;
} {
  const inherits = (parent.mode & SET_GID) !== 0n;
  return {
    uid: process.getuid?.() ?? 0,
    gid: inherits ? Number(parent.gid) : (process.getgid?.() ?? 0),
    inherits,
  };
}

export interface Seen {
  readonly path: string;
  readonly state: RehearsalState;
  readonly stats: BigIntStats;
}

/** an object and all that is in it, a directory before its content; `unread` leaves contents of files alone */
export function listTree(top: string, unread = false): Seen[] {
  const seen: Seen[] = [];
  let [left, device] = [STAGE_BYTES, -1n];
  const visit = (path: string): void =>
    atObject(path, found => {
      const { stats } = found;
      if (device === -1n) device = stats.dev;
      if (stats.dev !== device) throw refusal('unfit', `something is mounted at ${path}: unmount it first`);
      if (!unread && stats.isFile()) left -= Number(stats.size);
      if (left < 0)
        throw refusal('unfit', `${top} has more than ${STAGE_BYTES / 1024 / 1024} MiB, which is too much to keep`);
      if (seen.length >= MAX_PLANNED)
        throw refusal('unfit', `${top} has more than ${MAX_PLANNED} files and directories`);
      const state = stateOf(found, unread);
      if (!state) throw refusal('changed', `${path} is gone`);
      seen.push({ path, state, stats });
      if (state.kind === 'directory') for (const name of namesOf(found)) visit(`${path}/${name}`);
    });
  visit(top);
  return seen;
}

/** names in a directory that is held open */
export function namesOf({ fd, path }: Pick<PinnedPath, 'fd' | 'path'>): string[] {
  if (fd === undefined) return [];
  return readdirSync(pathOf(fd), { encoding: 'buffer' }).map(name => toName(name, path));
}

/** throws for a program that runs as somebody else: it could not be put back */
export function assertNoSetId({ path, state }: Pick<Seen, 'path' | 'state'>): void {
  if (state.kind === 'file' && (state.mode & 0o6000) !== 0) {
    throw refusal('unfit', `${path} runs as somebody else (set-user-id or set-group-id), so it is left alone`);
  }
}

/** throws for a file that is known under other names, which a change would reach as well or tear apart */
export function assertOneName({ path, stats }: Pick<Seen, 'path' | 'stats'>): void {
  if (stats.isFile() && stats.nlink > 1n) throw refusal('unfit', `${path} has other names (hard links)`);
}
