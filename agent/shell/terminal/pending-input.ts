import { closeSync, constants, openSync, readSync } from 'node:fs';
import type { ReadStream } from 'node:tty';

const CHUNK = 4096;
// bytes, not lines: an endless writer on the other side of a pseudo terminal is left alone at last
const MOST = 1 << 20;
const CTRL_C = '\u0003';

/** the controlling terminal, whatever the standard streams are */
export const CONTROLLING = '/dev/tty';

/**
 * takes all that was typed and not read yet out of the terminal's queue; half a line too, which only raw mode gives. a question
 * that begins with this cannot be answered by keys that were pressed before it was shown
 */
export function takePending(input: ReadStream): string {
  input.setRawMode(true);
  try {
    const text = readQueue();
    // without its signal a ctrl-c is a byte like others
    if (text.includes(CTRL_C)) process.kill(process.pid, 'SIGINT');
    return text;
  } finally {
    input.setRawMode(false);
  }
}

function readQueue(): string {
  const queue = openSync(CONTROLLING, constants.O_RDONLY | constants.O_NONBLOCK | constants.O_NOCTTY);
  const chunks: Buffer[] = [];
  try {
    for (let read = 0; read < MOST; read += CHUNK) {
      const chunk = Buffer.alloc(CHUNK);
      const length = readSync(queue, chunk);
      if (length === 0) break;
      chunks.push(chunk.subarray(0, length));
    }
  } catch (error) {
    // an empty queue
    if (!(error instanceof Error && 'code' in error && error.code === 'EAGAIN')) throw error;
  } finally {
    closeSync(queue);
  }
  return Buffer.concat(chunks).toString('utf8');
}
