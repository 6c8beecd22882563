import {
  closeSync,
  constants,
  fchmodSync,
  fchownSync,
  fstatSync,
  fsyncSync,
  linkSync,
  lstatSync,
  openSync,
  renameSync,
  unlinkSync,
  writeSync,
} from 'node:fs';
import { randomBytes } from 'node:crypto';
import { codeOf, refusal } from './errno.js';
import { pathOf, type Walk } from './walk.js';

const NEW_FILE_MODE = 0o644;
const CREATE = constants.O_WRONLY | constants.O_CREAT | constants.O_EXCL | constants.O_NOFOLLOW;

export interface Owner {
  readonly uid: number;
  readonly gid: number;
}

/** puts whole content in the place of a name: whoever looks sees the old file or the new one, never half */
export function putContent(pinned: Walk, content: Buffer, mode: number | undefined, owner?: Owner): void {
  const temporary = pathOf(pinned.parentFd, `.llm-os-${randomBytes(8).toString('hex')}`);
  const fd = openSync(temporary, CREATE, 0o600);
  try {
    writeAll(fd, content);
    dressUp(fd, pinned, mode, owner);
    fsyncSync(fd);
    give(temporary, pinned);
  } finally {
    closeSync(fd);
    discard(temporary);
  }
  syncDirectory(pinned.parentFd);
}

function writeAll(fd: number, content: Buffer): void {
  for (let done = 0; done < content.length;) done += writeSync(fd, content, done);
}

// what there was stays as it was unless told otherwise; owner before mode: a change of owner clears bits
function dressUp(fd: number, { stats }: Walk, mode: number | undefined, owner: Owner | undefined): void {
  const fresh = fstatSync(fd);
  const uid = owner?.uid ?? Number(stats?.uid ?? fresh.uid);
  const gid = owner?.gid ?? Number(stats?.gid ?? fresh.gid);
  if (fresh.uid !== uid || fresh.gid !== gid) fchownSync(fd, uid, gid);
  fchmodSync(fd, mode ?? (stats === undefined ? NEW_FILE_MODE : Number(stats.mode & 0o777n)));
}

/** takes a name away from the very object that was looked at */
export function removeName(pinned: Walk): void {
  refuseMoved(pinned);
  unlinkSync(pathOf(pinned.parentFd, pinned.name));
  syncDirectory(pinned.parentFd);
}

// link(2) never replaces; rename(2) does, so the name is looked at once more right before it
function give(temporary: string, pinned: Walk): void {
  const target = pathOf(pinned.parentFd, pinned.name);
  if (pinned.stats === undefined) {
    linkSync(temporary, target);
    return;
  }
  refuseMoved(pinned);
  renameSync(temporary, target);
}

function refuseMoved(pinned: Walk): void {
  const target = pathOf(pinned.parentFd, pinned.name);
  const now = lstatSync(target, { bigint: true, throwIfNoEntry: false });
  const keys = ['dev', 'ino', 'size', 'mode', 'uid', 'gid', 'nlink', 'mtimeNs', 'ctimeNs'] as const;
  if (now === undefined || keys.some(key => now[key] !== pinned.stats?.[key])) {
    throw refusal('changed', 'the file changed at the last moment');
  }
}

function discard(temporary: string): void {
  try {
    unlinkSync(temporary);
  } catch (error) {
    // a rename has taken the name away
    if (codeOf(error) !== 'ENOENT') throw error;
  }
}

// a directory that may be written and not read can't be opened for this
function syncDirectory(directoryFd: number): void {
  try {
    const fd = openSync(pathOf(directoryFd), constants.O_RDONLY | constants.O_DIRECTORY);
    fsyncSync(fd);
    closeSync(fd);
  } catch (error) {
    if (codeOf(error) !== 'EACCES') throw error;
  }
}
