import { createInterface, type Interface } from 'node:readline';
import { PassThrough } from 'node:stream';
import { WriteStream, type ReadStream } from 'node:tty';
import { openSync } from 'node:fs';
import { createPasteFilter, foldLines, unfoldLines } from './paste-filter.js';
import { CONTROLLING, takePending } from './pending-input.js';

const PROMPT = 'llmsh> ';
const HINT = '(ctrl-d or exit leaves)\n';
const MARK_PASTES = '\u001B[?2004h';
const UNMARK_PASTES = '\u001B[?2004l';
// longer than the gap between two pieces of one paste, shorter than anybody notices
const QUIET_MS = 40;
// an answer that came before its question is no request
const ANSWER = /^\s*(y(es)?|no?)?\s*$/i;

/** requests and lines as they were edited, the latest first */
export type History = string[];

/** one request, however many lines it has; `undefined` where the person leaves */
export async function editRequest(input: ReadStream, history: History): Promise<string | undefined> {
  const early = foldLines(takePending(input));
  const output = process.stderr.isTTY ? process.stderr : new WriteStream(openSync(CONTROLLING, 'w'));
  const keys = keysOf(input);
  const lines = createInterface({ input: keys, output, terminal: true, prompt: PROMPT, history, historySize: 500 });
  lines.on('history', kept => history.splice(0, history.length, ...kept));
  const leaveRaw = (): void => void output.write(UNMARK_PASTES);
  const enter = (): void => {
    output.write(MARK_PASTES);
    lines.prompt(true);
  };
  const release = handleStop(lines, input, { enter, leave: leaveRaw });
  process.once('exit', leaveRaw);
  enter();
  // typed before the prompt: shown, and sent by return only
  if (!ANSWER.test(early)) lines.write(early);
  try {
    const line = await nextLine(lines, output);
    return line === undefined ? undefined : unfoldLines(line);
  } finally {
    release();
    process.removeListener('exit', leaveRaw);
    leaveRaw();
    lines.close();
    keys.destroy();
    if (output !== process.stderr) output.destroy();
  }
}

function nextLine(lines: Interface, output: NodeJS.WritableStream): Promise<string | undefined> {
  return new Promise(resolve => {
    // ctrl-c empties the line, as in any shell
    lines.on('SIGINT', () => {
      if (lines.line === '') {
        output.write(`^C\n${HINT}`);
        lines.prompt();
        return;
      }
      lines.write(null, { ctrl: true, name: 'e' });
      lines.write(null, { ctrl: true, name: 'u' });
    });
    lines.once('line', resolve);
    lines.once('close', () => resolve(undefined));
  });
}

interface Modes {
  readonly enter: () => void;
  readonly leave: () => void;
}

// node's own answer to ctrl-z leaves its reader paused in raw mode
function handleStop(lines: Interface, input: ReadStream, { enter, leave }: Modes): () => void {
  lines.on('SIGTSTP', () => {
    leave();
    input.setRawMode(false);
    process.kill(process.pid, 'SIGTSTP');
  });
  const resume = (): void => {
    // another program may have set the terminal otherwise
    input.setRawMode(false);
    input.setRawMode(true);
    enter();
  };
  process.on('SIGCONT', resume);
  return () => process.removeListener('SIGCONT', resume);
}

/** the terminal's keys with pasted text on one line, as a stream that readline can set to raw mode */
function keysOf(input: ReadStream): PassThrough & { setRawMode(mode: boolean): void } {
  const filter = createPasteFilter();
  const keys = new PassThrough();
  let timer: NodeJS.Timeout | undefined;
  input.on('data', chunk => {
    clearTimeout(timer);
    const taken = filter.take(Buffer.from(chunk));
    if (taken.keys !== '') keys.write(taken.keys);
    if (taken.held) timer = setTimeout(() => keys.write(filter.release()), QUIET_MS);
  });
  input.once('end', () => keys.end());
  keys.once('close', () => clearTimeout(timer));
  return Object.assign(keys, { isTTY: true, setRawMode: (mode: boolean) => void input.setRawMode(mode) });
}
