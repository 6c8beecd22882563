import type { Screen } from './screen.js';

const WIDTH = 24;
const TENTH = 10;

export type Progress = (percent: number, text: string) => void;

/** a bar that is redrawn on a terminal, a line at each tenth elsewhere, and nothing for who asked for json */
export function createProgress(
  { interactive, status }: Pick<Screen, 'interactive' | 'status'>,
  json: boolean,
): Progress {
  let said = -TENTH;
  return (percent, text) => {
    if (json) return;
    if (interactive) return status(`${bar(percent)} ${String(percent).padStart(3)}% ${text}`);
    if (percent < said + TENTH) return;
    said = percent - (percent % TENTH);
    status(`${percent}% ${text}`);
  };
}

// letters of every terminal, and of every screen reader's user who turned redrawing on
function bar(percent: number): string {
  const done = Math.round((Math.min(Math.max(percent, 0), 100) * WIDTH) / 100);
  return `[${'#'.repeat(done)}${'-'.repeat(WIDTH - done)}]`;
}
