import type { Account, Sink, Terminal } from '../environment/environment.js';
import { openTty } from './tty.js';

/** the terminal of this process */
export function processTerminal(account: Account): Terminal {
  return {
    ...account,
    env: process.env,
    stdin: process.stdin,
    stdout: sinkOf(process.stdout),
    stderr: sinkOf(process.stderr),
    root: '/',
    openTty,
    onInterrupt,
  };
}

function sinkOf(stream: NodeJS.WriteStream): Sink {
  // a reader that has left (`| head`) is no failure of ours
  stream.on('error', (error: NodeJS.ErrnoException) => {
    if (error.code !== 'EPIPE') throw error;
  });
  return {
    get isTTY() {
      return stream.isTTY;
    },
    get columns() {
      return stream.columns;
    },
    write: text =>
      new Promise(resolve => {
        stream.write(text, () => resolve());
      }),
  };
}

function onInterrupt(listener: () => void): () => void {
  process.on('SIGINT', listener);
  return () => process.removeListener('SIGINT', listener);
}
