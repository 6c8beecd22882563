import { displayText } from '../../../interfaces/display.js';
import { redactSecrets } from '../../../interfaces/redact.js';
import type { Sink } from '../environment/environment.js';

type Place = 'result' | 'output';

export interface Screen {
  /** results: what a pipe wants */
  result(text: string): Promise<void>;
  /** somebody else's text, already displayed, as a result or beside the results: on a terminal without its secrets */
  untrusted(place: Place, text: string): Promise<void>;
  /** everything that a person reads beside the results, one or more whole lines of our own words and displayed values */
  note(text: string): Promise<void>;
  /** shows the work in progress; redrawn on a terminal, printed once elsewhere */
  status(text: string): void;
  clearStatus(): void;
  readonly paint: Paint;
  readonly interactive: boolean;
  readonly columns: number;
  /** outputs that are shown and not handed on: text of others that looks like a secret is hidden there */
  readonly hides: Readonly<Record<Place, boolean>>;
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
const HIDDEN_NOTE = 'What looks like a secret is [hidden] on a terminal; a pipe and --json get it as it is.\n';

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
  const hides = { result: stdout.isTTY === true, output: stderr.isTTY === true };
  const write = createWriter(stderr);
  return {
    interactive,
    columns,
    hides,
    paint: makePaint(interactive && !options.noColour),
    result: async text => {
      clear();
      await stdout.write(text);
    },
    untrusted: async (place, text) => {
      clear();
      await write(place === 'result' ? stdout : stderr, text, hides[place]);
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

function createWriter(stderr: Sink): (sink: Sink, text: string, hide: boolean) => Promise<void> {
  let told = false;
  return async (sink, text, hide) => {
    const shown = hide ? redactSecrets(text) : text;
    await sink.write(shown);
    if (shown === text || told) return;
    told = true;
    await stderr.write(HIDDEN_NOTE);
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
