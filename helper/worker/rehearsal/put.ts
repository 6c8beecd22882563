import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import {
  chmodSync,
  chownSync,
  closeSync,
  constants,
  fchmodSync,
  fchownSync,
  fstatSync,
  fsyncSync,
  lchownSync,
  linkSync,
  lstatSync,
  mkdirSync,
  openSync,
  renameSync,
  rmdirSync,
  symlinkSync,
  unlinkSync,
} from 'node:fs';
import { copyAttributes } from '../attributes.js';
import { codeOf, refusal } from '../errno.js';
import { pathOf, walk, type PinnedPath } from '../pinned-path.js';
import { contentOf, writeAll } from './keeper.js';
import { readPieces } from './look.js';
import type { RehearsalChange, RehearsalState } from './protocol.js';

const NEW = constants.O_WRONLY | constants.O_CREAT | constants.O_EXCL | constants.O_NOFOLLOW;
const TOKEN = /^[a-z0-9-]{1,64}$/;

/** a file in the place of what a walk found, or where it found nothing: whole or not at all */
export function putFile(found: PinnedPath, state: RehearsalState, contentFd: number, token: string): void {
  const temporary = temporaryOf(found, token);
  const fd = openSync(temporary, NEW, 0o600);
  try {
    if (found.fd !== undefined && found.stats?.isFile() === true) copyAttributes(found.fd, fd);
    copyContent(contentFd, fd, state);
    const fresh = fstatSync(fd);
    if (fresh.uid !== state.uid || fresh.gid !== state.gid) fchownSync(fd, state.uid, state.gid);
    fchmodSync(fd, state.mode);
    fsyncSync(fd);
    give(temporary, found);
  } finally {
    closeSync(fd);
    discard(temporary);
  }
}

// another content than was agreed to ends here, before it has a name
function copyContent(from: number, to: number, { sha256 }: RehearsalState): void {
  const hash = createHash('sha256');
  readPieces(from, piece => {
    hash.update(piece);
    writeAll(to, piece);
  });
  if (hash.digest('hex') !== sha256) throw refusal('changed', 'a content is not the one that was agreed to');
}

export function putLink(found: PinnedPath, state: RehearsalState, token: string): void {
  const temporary = temporaryOf(found, token);
  symlinkSync(state.target, temporary);
  try {
    const fresh = lstatSync(temporary);
    if (fresh.uid !== state.uid || fresh.gid !== state.gid) lchownSync(temporary, state.uid, state.gid);
    give(temporary, found);
  } finally {
    discard(temporary);
  }
}

/** root's alone until everything in it is there: owner and mode come last */
export function putDirectory(found: PinnedPath): void {
  mkdirSync(pathOf(found.parentFd, found.name), { mode: 0o700 });
}

export function removeFound({ parentFd, name, stats }: PinnedPath): void {
  if (stats?.isDirectory() === true) rmdirSync(pathOf(parentFd, name));
  else unlinkSync(pathOf(parentFd, name));
}

/** takes away an object with all that is in it; the program that does it follows no link and leaves other mounts alone */
export function eraseFound({ parentFd, name }: PinnedPath): void {
  const ran = spawnSync('/usr/bin/rm', ['-rf', '--one-file-system', '--', pathOf(3, name)], {
    stdio: ['ignore', 'ignore', 'ignore', parentFd],
    env: {},
    cwd: '/',
  });
  if (ran.status !== 0) throw refusal('half', 'a part of it could not be deleted, and what is deleted is gone');
}

/** owner first, which takes set-id bits away, then mode */
export function dress({ fd, parentFd, name, stats }: PinnedPath, state: RehearsalState): void {
  if (fd === undefined || stats === undefined) throw refusal('changed', 'it is gone');
  const moved = Number(stats.uid) !== state.uid || Number(stats.gid) !== state.gid;
  if (stats.isSymbolicLink()) {
    if (moved) lchownSync(pathOf(parentFd, name), state.uid, state.gid);
    return;
  }
  if (moved) chownSync(pathOf(fd), state.uid, state.gid);
  if (moved || Number(stats.mode & 0o7777n) !== state.mode) chmodSync(pathOf(fd), state.mode);
}

/** takes away what a worker that was killed left beside a name */
export function sweepBeside(found: PinnedPath, token: string): void {
  discard(temporaryOf(found, token));
}

// link(2) never replaces; rename(2) does, and the name was looked at a moment ago
function give(temporary: string, { parentFd, name, fd }: PinnedPath): void {
  const target = pathOf(parentFd, name);
  if (fd === undefined) linkSync(temporary, target);
  else renameSync(temporary, target);
}

function temporaryOf({ parentFd }: PinnedPath, token: string): string {
  if (!TOKEN.test(token)) throw refusal('EINVAL', 'not a token');
  return pathOf(parentFd, `.llm-os-${token}`);
}

function discard(temporary: string): void {
  try {
    unlinkSync(temporary);
  } catch (error) {
    // a rename has taken the name away
    if (codeOf(error) !== 'ENOENT') throw error;
  }
}

const READ = constants.O_RDONLY | constants.O_NONBLOCK | constants.O_NOCTTY;

/** descriptor of the content of a file that will be: what was kept, or the file that it is copied from */
export function openContent(
  { from }: RehearsalChange,
  { sha256 }: RehearsalState,
  store: string,
  trusting: boolean,
): number {
  if (from === undefined) return openSync(contentOf(store, sha256), constants.O_RDONLY);
  const found = walk(from, trusting);
  try {
    if (found.fd === undefined) throw refusal('changed', `${from} is gone`);
    return openFile(found.fd, from);
  } finally {
    found.close();
  }
}

/** true where something is copied from what is taken away */
export function isSource({ path }: RehearsalChange, places: readonly RehearsalChange[]): boolean {
  return places.some(({ from }) => from === path || from?.startsWith(`${path}/`) === true);
}

function openFile(objectFd: number, path: string): number {
  const fd = openSync(pathOf(objectFd), READ);
  const stats = fstatSync(fd);
  if (stats.isFile() && stats.nlink === 1) return fd;
  closeSync(fd);
  throw refusal('changed', `${path} is no longer a file with one name`);
}
