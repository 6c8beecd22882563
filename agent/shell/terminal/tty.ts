import { openSync, closeSync, writeSync } from 'node:fs';
import { createInterface } from 'node:readline';
import { ReadStream } from 'node:tty';
import type { Tty } from '../environment/environment.js';
import { CONTROLLING, takePending } from './pending-input.js';
import { editRequest } from './request-editor.js';

const DROPPED = 'What was typed before this question was not read as an answer.\n';

/** the controlling terminal; opened anew for each question, since the polkit agent reads from it between two of ours */
export function openTty(): Tty | undefined {
  try {
    closeSync(openSync(CONTROLLING, 'r+'));
  } catch {
    return undefined;
  }
  return { ask, editRequest: history => withInput(input => editRequest(input, history)) };
}

async function withInput<T>(work: (input: ReadStream) => Promise<T>): Promise<T> {
  const input = new ReadStream(openSync(CONTROLLING, 'r'));
  try {
    return await work(input);
  } finally {
    input.destroy();
  }
}

async function ask(question: string, signal: AbortSignal): Promise<string | undefined> {
  if (signal.aborted) return undefined;
  const output = openSync(CONTROLLING, 'w');
  try {
    return await withInput(async input => {
      const show = (): void => {
        const dropped = takePending(input) === '' ? '' : DROPPED;
        writeSync(output, `${dropped}${question}`);
      };
      // after ctrl-z and fg the shell's own lines stand between question and cursor
      process.on('SIGCONT', show);
      try {
        show();
        return await readAnswer(input, output, signal);
      } finally {
        process.removeListener('SIGCONT', show);
      }
    });
  } finally {
    closeSync(output);
  }
}

async function readAnswer(input: ReadStream, output: number, signal: AbortSignal): Promise<string | undefined> {
  const lines = createInterface({ input, terminal: false });
  try {
    const answer = await new Promise<string | undefined>(resolve => {
      lines.once('line', resolve);
      lines.once('close', () => resolve(undefined));
      signal.addEventListener('abort', () => resolve(undefined), { once: true });
    });
    // the next words start on a line of their own
    if (answer === undefined) writeSync(output, '\n');
    return answer;
  } finally {
    lines.close();
  }
}
