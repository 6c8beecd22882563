import { closeSync, constants, fstatSync, openSync, readSync } from 'node:fs';
import { createHash } from 'node:crypto';
import { refusal } from './errno.js';
import { pathOf } from './pinned-path.js';

const PIECE_BYTES = 256 * 1024;

export interface Content {
  readonly slice: Buffer;
  readonly size: number;
  readonly sha256: string;
}

export interface Span {
  readonly offset: number;
  readonly limit: number;
  readonly maxBytes: number;
}

/** reads the very object that a descriptor names, whole for its digest, and keeps a part of it */
export function readContent(objectFd: number, { offset, limit, maxBytes }: Span): Content {
  const fd = openSync(pathOf(objectFd), constants.O_RDONLY | constants.O_NONBLOCK | constants.O_NOCTTY);
  try {
    const stats = fstatSync(fd);
    if (!stats.isFile()) throw refusal('unfit', 'not a regular file');
    if (stats.size > maxBytes) throw refuseLength(maxBytes);
    const hash = createHash('sha256');
    const kept: Buffer[] = [];
    let size = 0;
    for (let piece = readPiece(fd); piece.length > 0; piece = readPiece(fd)) {
      hash.update(piece);
      const from = Math.max(offset - size, 0);
      const to = Math.min(offset + limit - size, piece.length);
      if (from < to) kept.push(piece.subarray(from, to));
      size += piece.length;
      if (size > maxBytes) throw refuseLength(maxBytes);
    }
    return { slice: Buffer.concat(kept), size, sha256: hash.digest('hex') };
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
