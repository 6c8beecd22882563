import { createReadStream, fstatSync } from 'node:fs';
import { resolve } from 'node:path';
import { display } from '../../../interfaces/display.js';
import { HIDDEN, redactSecrets } from '../../../interfaces/redact.js';
import { usesHiddenSecret } from '../../plan/request-checks/hidden-secrets.js';
import type { Plan } from '../../plan/plan.js';
import { EXIT, ShellError } from '../environment/exit-codes.js';
import type { Taint } from '../environment/taint.js';
import type { Shell } from '../session/shell-session.js';
import { createWaiting } from '../terminal/status-timer.js';
import { readEnds, type TextEnds } from './text-ends.js';

const LONGEST_REQUEST = 6000;
const QUIET_MS = 2000;
const LONGEST_WAIT_MS = 10 * 60_000;
const WAITING = 'waiting for standard input … ctrl-c stops; with < /dev/null nothing is waited for';

/** a text that the person handed along, however long */
export interface GivenText {
  readonly name: string;
  /** how it is named to the model; `undefined` for standard input */
  readonly label: string | undefined;
  readonly ends: TextEnds;
}

/** reads all that the person handed along, each text to its end */
export async function readGivenTexts(shell: Shell): Promise<GivenText[]> {
  const given: GivenText[] = [];
  for (const file of shell.flags.files) {
    given.push(
      await hideSecrets({ name: display(file), label: `file ${file}`, ends: await readFileEnds(file, shell) }, shell),
    );
  }
  const ends = shell.terminal.stdin.readable ? await readPiped(shell) : undefined;
  if (ends !== undefined && ends.bytes > 0)
    given.push(await hideSecrets({ name: 'standard input', label: undefined, ends }, shell));
  return given;
}

/** no words at all: what comes on standard input is the request, and still not typed here */
export async function readPipedRequest(shell: Shell, taint: Taint): Promise<string> {
  const text = (await readPiped(shell))?.head.trim() ?? '';
  if (text === '')
    throw new ShellError(EXIT.usage, 'say what you want done: llmsh "your request" (llmsh --help says more)');
  if (text.length > LONGEST_REQUEST)
    throw new ShellError(
      EXIT.usage,
      `what came on standard input is too long for a request (more than ${LONGEST_REQUEST} characters): ` +
        'say in words what to do with it, and pipe it beside them',
    );
  taint.add('standard input');
  return text;
}

async function readFileEnds(file: string, { terminal }: Shell): Promise<TextEnds> {
  try {
    return await readEnds(createReadStream(resolve(terminal.cwd, file)));
  } catch {
    throw new ShellError(EXIT.usage, `${file} cannot be read; name a file that you may read`);
  }
}

async function hideSecrets(given: GivenText, { screen }: Shell): Promise<GivenText> {
  const { name, ends } = given;
  if (ends.encoding !== 'utf-8') await screen.note(`${name} is text in ${ends.encoding.toUpperCase()}: read as that.`);
  const hidden = { ...ends, head: redactSecrets(ends.head), tail: redactSecrets(ends.tail) };
  if (hidden.head !== ends.head || hidden.tail !== ends.tail)
    await screen.note(`Secrets in ${name} are kept from the model: it sees ${HIDDEN} instead.`);
  return { ...given, ends: hidden };
}

// a slow pipe is waited for, since a plan without its subject would be another one
async function readPiped(shell: Shell): Promise<TextEnds | undefined> {
  const { stdin } = shell.terminal;
  if (stdin.isTTY === true || !isPipeOrFile(stdin)) return undefined;
  const waiting = createWaiting(shell.screen);
  const limits = waitForInput(shell, () => waiting.say(WAITING));
  const onBytes = (bytes: number): void => {
    limits.heard();
    if (shell.screen.interactive && bytes > 1e6) waiting.say(`reading standard input … ${Math.round(bytes / 1e6)} MB`);
  };
  try {
    return await Promise.race([readEnds(stdin, onBytes), limits.over]);
  } finally {
    limits.heard();
    waiting.stop();
    shell.screen.clearStatus();
  }
}

interface WaitForInput {
  heard(): void;
  /** rejects when the person stops it, or when nothing comes for too long */
  readonly over: Promise<never>;
}

function waitForInput({ signal }: Shell, onQuiet: () => void): WaitForInput {
  const quiet = setTimeout(onQuiet, QUIET_MS);
  let late: NodeJS.Timeout | undefined;
  const over = new Promise<never>((_, reject) => {
    const minutes = LONGEST_WAIT_MS / 60_000;
    const nothing = `nothing came on standard input in ${minutes} minutes; nothing was done; give < /dev/null to go without it`;
    late = setTimeout(() => reject(new ShellError(EXIT.usage, nothing)), LONGEST_WAIT_MS);
    const stop = (): void => reject(new ShellError(EXIT.interrupted, 'interrupted'));
    if (signal.aborted) stop();
    signal.addEventListener('abort', stop, { once: true });
  });
  over.catch(() => {});
  const heard = (): void => {
    clearTimeout(quiet);
    clearTimeout(late);
  };
  return { heard, over };
}

function isPipeOrFile(stdin: NodeJS.ReadableStream): boolean {
  if (!('fd' in stdin) || typeof stdin.fd !== 'number') return true;
  try {
    const stat = fstatSync(stdin.fd);
    return stat.isFIFO() || stat.isFile() || stat.isSocket();
  } catch {
    return false;
  }
}

/** a step that would write the mark instead of the secret that it stands for is no plan */
export function rejectRedactedSecrets(plan: Plan, request: string): void {
  if (!usesHiddenSecret(plan, request)) return;
  throw new ShellError(
    EXIT.noPlan,
    `the plan would use ${HIDDEN}, which stands for a secret that the model never saw; nothing was run`,
  );
}
