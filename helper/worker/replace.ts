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

/** puts whole content in the place of a name: whoever looks sees the old file or the new one, never half */
export function putContent(pinned: Walk, content: Buffer, mode: number | undefined): void {
  const temporary = pathOf(pinned.parentFd, `.llm-os-${randomBytes(8).toString('hex')}`);
  const fd = openSync(temporary, CREATE, 0o600);
  try {
    writeAll(fd, content);
    dressUp(fd, pinned, mode);
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

// owner before mode: a change of owner clears bits
function dressUp(fd: number, { stats }: Walk, mode: number | undefined): void {
  if (stats === undefined) {
    fchmodSync(fd, mode ?? NEW_FILE_MODE);
    return;
  }
  const fresh = fstatSync(fd, { bigint: true });
  if (fresh.uid !== stats.uid || fresh.gid !== stats.gid) fchownSync(fd, Number(stats.uid), Number(stats.gid));
  fchmodSync(fd, mode ?? Number(stats.mode & 0o777n));
}

// link(2) never replaces; rename(2) does, so the name is looked at once more right before it
function give(temporary: string, pinned: Walk): void {
  const target = pathOf(pinned.parentFd, pinned.name);
  if (pinned.stats === undefined) {
    linkSync(temporary, target);
    return;
  }
  const now = lstatSync(target, { bigint: true, throwIfNoEntry: false });
  const keys = ['dev', 'ino', 'size', 'mode', 'uid', 'gid', 'nlink', 'mtimeNs', 'ctimeNs'] as const;
  if (now === undefined || keys.some(key => now[key] !== pinned.stats?.[key])) {
    throw refusal('changed', 'the file changed while it was being replaced');
  }
  renameSync(temporary, target);
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
