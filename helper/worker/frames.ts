import { readSync, writeSync } from 'node:fs';
import { MAX_FRAME_BYTES } from './protocol.js';

const HEADER_BYTES = 4;

class FrameError extends Error {
  override readonly name = 'FrameError';
}

export function encodeFrame(message: unknown): Buffer {
  const body = Buffer.from(JSON.stringify(message), 'utf8');
  if (body.length > MAX_FRAME_BYTES) throw new FrameError(`a frame of ${body.length} bytes is too long`);
  const frame = Buffer.allocUnsafe(HEADER_BYTES + body.length);
  frame.writeUInt32BE(body.length, 0);
  body.copy(frame, HEADER_BYTES);
  return frame;
}

/** length of the body that a header announces; refused before anything of that size is allocated */
function decodeHeader(header: Buffer): number {
  const length = header.readUInt32BE(0);
  if (length > MAX_FRAME_BYTES) throw new FrameError(`a frame of ${length} bytes is announced`);
  return length;
}

/** collects frames out of pieces of any size */
export class FrameDecoder {
  #pieces: Buffer[] = [];
  #bytes = 0;

  push(piece: Buffer): unknown[] {
    this.#pieces.push(piece);
    this.#bytes += piece.length;
    const frames: unknown[] = [];
    for (let body = this.#next(); body !== undefined; body = this.#next())
      frames.push(JSON.parse(body.toString('utf8')));
    return frames;
  }

  #next(): Buffer | undefined {
    if (this.#bytes < HEADER_BYTES) return undefined;
    const all = this.#pieces.length === 1 ? this.#pieces[0] : Buffer.concat(this.#pieces);
    if (all === undefined) return undefined;
    this.#pieces = [all];
    const length = decodeHeader(all);
    if (all.length < HEADER_BYTES + length) return undefined;
    const rest = all.subarray(HEADER_BYTES + length);
    this.#pieces = rest.length > 0 ? [rest] : [];
    this.#bytes = rest.length;
    return all.subarray(HEADER_BYTES, HEADER_BYTES + length);
  }
}

/** `undefined` at the end of the stream; half a frame is an error */
export function readFrame(fd: number): unknown {
  const header = readBytes(fd, HEADER_BYTES);
  if (header === undefined) return undefined;
  const body = readBytes(fd, decodeHeader(header));
  if (body === undefined) throw new FrameError('the stream ended within a frame');
  return JSON.parse(body.toString('utf8'));
}

export function writeFrame(fd: number, message: unknown): void {
  const frame = encodeFrame(message);
  for (let done = 0; done < frame.length;) done += writeSync(fd, frame, done);
}

function readBytes(fd: number, length: number): Buffer | undefined {
  const buffer = Buffer.allocUnsafe(length);
  let done = 0;
  while (done < length) {
    const count = readSync(fd, buffer, done, length - done, null);
    if (count === 0 && done === 0) return undefined;
    if (count === 0) throw new FrameError('the stream ended within a frame');
    done += count;
  }
  return buffer;
}
