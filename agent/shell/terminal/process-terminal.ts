import { statSync } from 'node:fs';
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
    isReplaced: watchProgram(process.argv[1]),
    onInterrupt,
  };
}

// a package that is installed again brings files of its own, and takes away those that were not loaded yet
function watchProgram(path = ''): () => boolean {
  const identify = (): string | undefined => {
    const stats = statSync(path, { throwIfNoEntry: false });
    return stats && `${stats.dev} ${stats.ino} ${stats.mtimeMs}`;
  };
  const first = identify();
  return () => identify() !== first;
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
