import { openSync, closeSync, writeSync } from 'node:fs';
import { createInterface } from 'node:readline';
import { ReadStream } from 'node:tty';
import type { Tty } from '../environment/environment.js';

const CONTROLLING = '/dev/tty';

/** the controlling terminal; opened anew for each question, since the polkit agent reads from it between two of ours */
export function openTty(): Tty | undefined {
  try {
    closeSync(openSync(CONTROLLING, 'r+'));
  } catch {
    return undefined;
  }
  return { ask };
}

async function ask(question: string, signal: AbortSignal): Promise<string | undefined> {
  if (signal.aborted) return undefined;
  const output = openSync(CONTROLLING, 'w');
  const input = new ReadStream(openSync(CONTROLLING, 'r'));
  const lines = createInterface({ input, terminal: false });
  try {
    writeSync(output, question);
    return await new Promise<string | undefined>(resolve => {
      lines.once('line', resolve);
      lines.once('close', () => resolve(undefined));
      signal.addEventListener('abort', () => resolve(undefined), { once: true });
    });
  } finally {
    lines.close();
    input.destroy();
    closeSync(output);
  }
}
