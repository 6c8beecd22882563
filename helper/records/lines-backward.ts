import { open } from 'node:fs/promises';
import { NEWLINE } from './chain-verifier.js';

const CHUNK_BYTES = 256 * 1024;

/** so many bytes may still be read */
export interface Allowance {
  bytes: number;
}

/** the whole lines of a file from its end, piece by piece, as far as the allowance goes; none where there is no file */
export async function* linesBackward(path: string, allowance: Allowance): AsyncGenerator<string> {
  const file = await open(path, 'r').catch(() => undefined);
  if (!file) return;
  try {
    let end = (await file.stat()).size;
    let rest = Buffer.alloc(0);
    while (end > 0 && allowance.bytes > 0) {
      const start = Math.max(0, end - CHUNK_BYTES);
      const { buffer, bytesRead } = await file.read({ buffer: Buffer.alloc(end - start), position: start });
      if (bytesRead < buffer.length) return;
      allowance.bytes -= bytesRead;
      const piece = Buffer.concat([buffer, rest]);
      // a line that begins before this piece is read with the next one
      const newline = piece.indexOf(NEWLINE);
      const first = start === 0 ? 0 : newline < 0 ? piece.length : newline + 1;
      yield* piece.toString('utf8', first).split('\n').slice(0, -1).toReversed();
      rest = piece.subarray(0, first);
      end = start;
    }
  } finally {
    await file.close();
  }
}
