import {
  closeSync,
  constants,
  fstatSync,
  openSync,
  readSync,
  readdirSync,
  readlinkSync,
  type BigIntStats,
} from 'node:fs';
import { createHash } from 'node:crypto';
import { codeOf, refusal } from '../errno.js';
import { pathOf, walk, type PinnedPath } from '../pinned-path.js';
import type { RehearsalState } from './protocol.js';

const PIECE_BYTES = 256 * 1024;

/** the state of an object that a walk pinned; throws for what no change set can hold. `unread` leaves contents alone */
export function stateOf(found: PinnedPath, unread = false): RehearsalState | undefined {
  const { fd, stats, path } = found;
  if (fd === undefined || stats === undefined) return undefined;
  const common = { uid: Number(stats.uid), gid: Number(stats.gid) };
  const mode = Number(stats.mode & 0o7777n);
  if (stats.isDirectory()) return { kind: 'directory', mode, ...common, size: 0, sha256: '', target: '' };
  if (stats.isSymbolicLink()) {
    return { kind: 'symlink', mode: 0, ...common, size: 0, sha256: '', target: targetOf(found) };
  }
  if (!stats.isFile()) throw refusal('unfit', `${path} is a device, a pipe or a socket, which is not carried out`);
  if (unread) return { kind: 'file', mode, ...common, size: 0, sha256: '', target: '' };
  return { kind: 'file', mode, ...common, size: Number(stats.size), sha256: digestOf(fd), target: '' };
}

/** the same, looked at as far as the state was that it is compared with */
export function stateLike(found: PinnedPath, expected: RehearsalState | null): RehearsalState | undefined {
  return stateOf(found, isUnread(expected));
}

function isUnread(state: RehearsalState | null): boolean {
  return state?.kind === 'file' && state.sha256 === '';
}

export function sameState(one: RehearsalState | null | undefined, other: RehearsalState | null | undefined): boolean {
  if (!one || !other) return !one && !other;
  const keys = ['kind', 'mode', 'uid', 'gid', 'size', 'sha256', 'target'] as const;
  return keys.every(key => one[key] === other[key]);
}

/** `undefined` where nothing is there, a missing directory on the way included */
export function find(path: string, trusting = true): PinnedPath | undefined {
  try {
    return walk(path, trusting);
  } catch (error) {
    if (codeOf(error) === 'ENOENT' || codeOf(error) === 'ENOTDIR') return undefined;
    throw error;
  }
}

export interface Seen {
  readonly state: RehearsalState | undefined;
  readonly stats: BigIntStats | undefined;
}

export function inspectPath(path: string, trusting = true): Seen {
  const found = find(path, trusting);
  try {
    return { state: found && stateOf(found), stats: found?.stats };
  } finally {
    found?.close();
  }
}

/** names in a directory; empty where there is none */
export function namesIn(path: string): string[] {
  const found = path === '/' ? undefined : find(path);
  if (path !== '/' && (found?.fd === undefined || found.stats?.isDirectory() !== true)) {
    found?.close();
    return [];
  }
  try {
    const at = found?.fd === undefined ? '/' : pathOf(found.fd);
    return readdirSync(at, { encoding: 'buffer' }).map(name => toName(name, path));
  } finally {
    found?.close();
  }
}

// rejects a name that is not utf-8: it cannot be shown, so a person cannot approve it
export function toName(bytes: Buffer, directory: string): string {
  const name = bytes.toString('utf8');
  if (Buffer.from(name, 'utf8').equals(bytes)) return name;
  throw refusal('unfit', `a name in ${directory}, or where a link leads, is not text, so it cannot be shown`);
}

function targetOf({ parentFd, name, path }: PinnedPath): string {
  const bytes = readlinkSync(pathOf(parentFd, name), { encoding: 'buffer' });
  return toName(bytes, path);
}

function digestOf(objectFd: number): string {
  const hash = createHash('sha256');
  eachPiece(objectFd, piece => void hash.update(piece));
  return hash.digest('hex');
}

/** opens the very object that a descriptor names, and reads it to its end */
export function eachPiece(objectFd: number, take: (piece: Buffer) => void): void {
  const fd = openSync(pathOf(objectFd), constants.O_RDONLY | constants.O_NONBLOCK | constants.O_NOCTTY);
  try {
    if (!fstatSync(fd).isFile()) throw refusal('unfit', 'not a regular file');
    readPieces(fd, take);
  } finally {
    closeSync(fd);
  }
}

/** reads a descriptor that is open already, whoever may open the file by now */
export function readPieces(fd: number, take: (piece: Buffer) => void): void {
  const piece = Buffer.allocUnsafe(PIECE_BYTES);
  for (let at = 0, count = 1; count > 0; at += count) {
    count = readSync(fd, piece, 0, PIECE_BYTES, at);
    if (count > 0) take(piece.subarray(0, count));
  }
}
