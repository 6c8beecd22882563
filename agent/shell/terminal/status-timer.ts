import type { Screen } from './screen.js';

const QUIET_S = 3;

export interface Waiting {
  say(text: string): void;
  stop(): void;
}

/** a status that shows on a terminal how long it has been going on, so that a slow model does not look like a dead one */
export function createWaiting(screen: Screen, now: () => number = Date.now): Waiting {
  let text = '';
  let since = now();
  const redraw = (): void => {
    const seconds = Math.floor((now() - since) / 1000);
    if (text !== '' && seconds >= QUIET_S) screen.status(`${text} (${seconds} s)`);
  };
  const timer = screen.interactive ? setInterval(redraw, 1000) : undefined;
  return {
    say: next => {
      if (next !== text) since = now();
      text = next;
      screen.status(next);
    },
    stop: () => clearInterval(timer),
  };
}
