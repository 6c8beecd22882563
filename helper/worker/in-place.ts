import {
  closeSync,
  constants,
  fchmodSync,
  fstatSync,
  fsyncSync,
  ftruncateSync,
  openSync,
  readSync,
  writeSync,
} from 'node:fs';
import { TAIL_BYTES, asLines } from './addition.js';
import { codeOf, refusal } from './errno.js';
import { pathOf } from './pinned-path.js';

const QUIET = constants.O_NONBLOCK | constants.O_NOCTTY;

export interface Addition {
  readonly content: Buffer;
  /** text, which is added as lines; bytes stay bytes */
  readonly lines: boolean;
  readonly mode?: number | undefined;
}

/**
 * adds to the very object that a descriptor names, at whatever is its end by then. nothing is replaced, so others that
 * hold the file open go on writing to it, and an append-only file and a mount point are as good as any. returns the
 * number of bytes
 */
export function appendContent(objectFd: number, { content, lines, mode }: Addition): number {
  const access = lines ? constants.O_RDWR : constants.O_WRONLY;
  const fd = openSync(pathOf(objectFd), access | constants.O_APPEND | QUIET);
  try {
    const stats = fstatSync(fd);
    if (!stats.isFile()) throw refusal('unfit', 'not a regular file');
    const bytes = lines ? asLines(readTail(fd, stats.size), content) : content;
    if (mode !== undefined && (stats.mode & 0o7777) !== mode) fchmodSync(fd, mode);
    addAll(fd, bytes);
    fsyncSync(fd);
    return bytes.length;
  } finally {
    closeSync(fd);
  }
}

/** takes an addition away again; the object and its content were just seen to be as the addition left them */
export function cutContent(objectFd: number, size: number): void {
  const fd = openSync(pathOf(objectFd), constants.O_WRONLY | QUIET);
  try {
    const stats = fstatSync(fd);
    if (!stats.isFile() || stats.size < size) throw refusal('changed', 'the file is shorter than it was before');
    ftruncateSync(fd, size);
    fsyncSync(fd);
  } finally {
    closeSync(fd);
  }
}

function readTail(fd: number, size: number): Buffer {
  const tail = Buffer.alloc(Math.min(size, TAIL_BYTES));
  return tail.subarray(0, readSync(fd, tail, 0, tail.length, size - tail.length));
}

// one write, as others that add to the same file expect of each other; what a full disk leaves of it is told, since
// cutting it off could take a line that somebody else wrote behind it
function addAll(fd: number, bytes: Buffer): void {
  let done = 0;
  try {
    while (done < bytes.length) done += writeSync(fd, bytes, done);
  } catch (error) {
    if (done === 0) throw error;
    throw refusal('partial', `only ${done} of ${bytes.length} bytes were added (${codeOf(error)})`);
  }
}
