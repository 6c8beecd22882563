import { closeSync, constants, fstatSync, openSync, readSync } from 'node:fs';
import { createHash } from 'node:crypto';
import { refusal } from './errno.js';
import { pathOf } from './pinned-path.js';

const PIECE_BYTES = 256 * 1024;

export interface Span {
  readonly slice: Buffer;
  /** bytes of the whole file */
  readonly size: number;
}

/** a part, from a byte or from so many before the end, of the very object that a descriptor names; the rest of it is not read, however long it is */
export function readSpan(objectFd: number, offset: number, limit: number): Span {
  return reading(objectFd, (fd, size) => {
    const start = offset < 0 ? Math.max(size + offset, 0) : offset;
    const slice = Buffer.alloc(Math.max(Math.min(limit, size - start), 0));
    let done = 0;
    for (let got = -1; got !== 0 && done < slice.length; done += got)
      got = readSync(fd, slice, done, slice.length - done, start + done);
    return { slice: slice.subarray(0, done), size };
  });
}

/** sha256 of the whole object */
export function digestContent(objectFd: number, maxBytes: number): string {
  return reading(objectFd, (fd, length) => {
    if (length > maxBytes) throw refuseLength(maxBytes);
    const hash = createHash('sha256');
    let size = 0;
    for (let piece = readPiece(fd); piece.length > 0; piece = readPiece(fd)) {
      hash.update(piece);
      size += piece.length;
      if (size > maxBytes) throw refuseLength(maxBytes);
    }
    return hash.digest('hex');
  });
}

function reading<T>(objectFd: number, work: (fd: number, size: number) => T): T {
  const fd = openSync(pathOf(objectFd), constants.O_RDONLY | constants.O_NONBLOCK | constants.O_NOCTTY);
  try {
    const stats = fstatSync(fd);
    if (!stats.isFile()) throw refusal('unfit', 'not a regular file');
    return work(fd, stats.size);
  } finally {
    closeSync(fd);
  }
}

function refuseLength(maxBytes: number): Error {
  return refusal('EFBIG', `longer than the ${maxBytes} bytes that may be read`);
}

function readPiece(fd: number): Buffer {
  const piece = Buffer.allocUnsafe(PIECE_BYTES);
  return piece.subarray(0, readSync(fd, piece, 0, PIECE_BYTES, null));
}
