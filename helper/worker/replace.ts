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
import { copyAttributes } from './attributes.js';
import { codeOf, refusal } from './errno.js';
import { pathOf, type PinnedPath } from './pinned-path.js';

const NEW_FILE_MODE = 0o644;
const CREATE = constants.O_WRONLY | constants.O_CREAT | constants.O_EXCL | constants.O_NOFOLLOW;
const TOKEN = /^[a-z0-9-]{1,64}$/;

export interface FileReplacement {
  readonly content: Buffer;
  /** part of the temporary file's name, so that a leftover can be traced to its call */
  readonly token: string;
  /** kept, or 0644 for what is new, unless given */
  readonly mode?: number | undefined;
  readonly owner?: { readonly uid: number; readonly gid: number } | undefined;
}

/** puts whole content in the place of a name: whoever looks sees the old file or the new one, never half */
export function putContent(pinned: PinnedPath, put: FileReplacement): void {
  if (pinned.stats !== undefined) assertUnchanged(pinned);
  const temporary = temporaryOf(pinned, put.token);
  const fd = openSync(temporary, CREATE, 0o600);
  try {
    copyMetadata(fd, pinned, put);
    writeAll(fd, put.content);
    fsyncSync(fd);
    publish(temporary, pinned);
  } finally {
    closeSync(fd);
    removeTemporary(temporary);
  }
  syncDirectory(pinned.parentFd);
}

/** takes away what a killed worker left beside the name; nothing of that name is anybody else's */
export function sweepTemporary(pinned: PinnedPath, token: string): void {
  removeTemporary(temporaryOf(pinned, token));
}

function temporaryOf({ parentFd }: PinnedPath, token: string): string {
  if (!TOKEN.test(token)) throw refusal('EINVAL', 'not a token');
  return pathOf(parentFd, `.llm-os-${token}`);
}

function writeAll(fd: number, content: Buffer): void {
  for (let done = 0; done < content.length;) done += writeSync(fd, content, done);
}

// keeps the old metadata unless told otherwise. attributes come first: a change of owner clears capabilities and
// set-user-id, and the mode that is set last never restores them
function copyMetadata(fd: number, { fd: old, stats }: PinnedPath, { mode, owner }: FileReplacement): void {
  if (old !== undefined) copyAttributes(old, fd);
  const fresh = fstatSync(fd);
  const uid = owner?.uid ?? Number(stats?.uid ?? fresh.uid);
  const gid = owner?.gid ?? Number(stats?.gid ?? fresh.gid);
  if (old !== undefined || fresh.uid !== uid || fresh.gid !== gid) fchownSync(fd, uid, gid);
  fchmodSync(fd, mode ?? (stats === undefined ? NEW_FILE_MODE : Number(stats.mode & 0o777n)));
}

/** takes a name away from the very object that was looked at */
export function removeName(pinned: PinnedPath): void {
  assertUnchanged(pinned);
  unlinkSync(pathOf(pinned.parentFd, pinned.name));
  syncDirectory(pinned.parentFd);
}

// link(2) never replaces; rename(2) does, so the name is looked at once more right before it
function publish(temporary: string, pinned: PinnedPath): void {
  const target = pathOf(pinned.parentFd, pinned.name);
  if (pinned.stats === undefined) {
    linkOrMove(temporary, target);
    return;
  }
  assertUnchanged(pinned);
  renameSync(temporary, target);
}

// file systems without hard links (vfat, some of the network): the name is taken first, so that nothing is replaced
function linkOrMove(temporary: string, target: string): void {
  try {
    linkSync(temporary, target);
  } catch (error) {
    if (!['EPERM', 'EOPNOTSUPP', 'ENOTSUP', 'ENOSYS'].includes(codeOf(error))) throw error;
    closeSync(openSync(target, CREATE, 0o600));
    moveOnto(temporary, target);
  }
}

function moveOnto(temporary: string, empty: string): void {
  try {
    renameSync(temporary, empty);
  } catch (error) {
    unlinkSync(empty);
    throw error;
  }
}

function assertUnchanged(pinned: PinnedPath): void {
  const target = pathOf(pinned.parentFd, pinned.name);
  const now = lstatSync(target, { bigint: true, throwIfNoEntry: false });
  const keys = ['dev', 'ino', 'size', 'mode', 'uid', 'gid', 'nlink', 'mtimeNs', 'ctimeNs'] as const;
  if (now === undefined || keys.some(key => now[key] !== pinned.stats?.[key])) {
    throw refusal('changed', 'the file changed at the last moment');
  }
}

function removeTemporary(temporary: string): void {
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
    if (codeOf(error) === 'EACCES') return;
    throw refusal('partial', `it was done, but the disk did not confirm it (${codeOf(error)})`);
  }
}
