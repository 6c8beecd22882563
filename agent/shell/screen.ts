import { displayText } from '../../interfaces/display.js';
import type { Sink } from './world.js';

export interface Screen {
  /** results: what a pipe wants */
  result(text: string): Promise<void>;
  /** a piece of somebody else's output on standard error, already displayed */
  output(text: string): Promise<void>;
  /** everything that a person reads beside the results, one or more whole lines of our own words and displayed values */
  note(text: string): Promise<void>;
  /** what is happening right now; redrawn on a terminal, said once elsewhere */
  status(text: string): void;
  clearStatus(): void;
  readonly paint: Paint;
  readonly interactive: boolean;
  readonly columns: number;
}

export interface Paint {
  bold(text: string): string;
  dim(text: string): string;
  red(text: string): string;
  green(text: string): string;
  yellow(text: string): string;
}

export interface ScreenOptions {
  readonly stdout: Sink;
  readonly stderr: Sink;
  readonly plain: boolean;
  readonly noColour: boolean;
}

const CLEAR_LINE = '\r\u001B[K';

export function createScreen(options: ScreenOptions): Screen {
  const { stdout, stderr } = options;
  const interactive = stderr.isTTY === true && !options.plain;
  const columns = stderr.columns || 80;
  // `main.ts` has said the first word already
  let shown = interactive ? ' ' : '';
  const clear = (): void => {
    if (shown !== '' && interactive) void stderr.write(CLEAR_LINE);
    shown = '';
  };
  let last = '';
  return {
    interactive,
    columns,
    paint: makePaint(interactive && !options.noColour),
    result: async text => {
      clear();
      await stdout.write(text);
    },
    output: async text => {
      clear();
      await stderr.write(text);
    },
    note: async text => {
      clear();
      await stderr.write(text.endsWith('\n') ? text : `${text}\n`);
    },
    status: text => {
      if (interactive) {
        shown = cutLine(text, columns);
        void stderr.write(`${CLEAR_LINE}${shown}`);
      } else if (text !== last) void stderr.write(`${text}\n`);
      last = text;
    },
    clearStatus: clear,
  };
}

// a line that wraps could not be cleared again
function cutLine(text: string, columns: number): string {
  return text.length < columns ? text : `${text.slice(0, Math.max(columns - 2, 1))}…`;
}

function makePaint(colour: boolean): Paint {
  const wrap = (code: string) => (text: string) => (colour ? `\u001B[${code}m${text}\u001B[0m` : text);
  return { bold: wrap('1'), dim: wrap('2'), red: wrap('31'), green: wrap('32'), yellow: wrap('33') };
}

/** somebody else's text as indented lines that cannot reach the terminal's controls */
export function quoteText(text: string, indent: string): string {
  const lines = displayText(text.replace(/\n$/, '')).split('\n');
  return lines.map(line => `${indent}${line}`).join('\n');
}
