import { spawnSync } from 'node:child_process';
import { closeSync, openSync, writeSync } from 'node:fs';
import { CONTROLLING } from './pending-input.js';

// pkttyagent's own, which it does not repeat
const PROMPT = 'Password: ';

/**
 * keeps a password that another program asks for at this terminal hidden over ctrl-z and fg: that program does not see that the
 * shell between switched the echo on. returns the end of this watch
 */
export function keepHidden(isAsking: () => boolean): () => void {
  let hidden = false;
  const stop = (): void => {
    hidden = isAsking();
    if (hidden) showTyping(true);
    // the default action, which the kernel leaves out where no shell could continue us
    process.removeListener('SIGTSTP', stop);
    process.kill(process.pid, 'SIGTSTP');
    process.on('SIGTSTP', stop);
  };
  const resume = (): void => {
    if (!hidden) return;
    hidden = false;
    showTyping(false);
    say(PROMPT);
  };
  process.on('SIGTSTP', stop);
  process.on('SIGCONT', resume);
  return () => {
    process.removeListener('SIGTSTP', stop);
    process.removeListener('SIGCONT', resume);
  };
}

function showTyping(shown: boolean): void {
  spawnSync('stty', ['-F', CONTROLLING, `${shown ? '' : '-'}echo`], { stdio: 'ignore' });
}

function say(text: string): void {
  try {
    const output = openSync(CONTROLLING, 'w');
    writeSync(output, text);
    closeSync(output);
  } catch {
    // a terminal that closed: there is nobody to tell
  }
}
