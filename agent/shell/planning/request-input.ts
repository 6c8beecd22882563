import { fstatSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import { display } from '../../../interfaces/display.js';
import { HIDDEN, redactSecrets } from '../../../interfaces/redact.js';
import { usesHiddenSecret } from '../../plan/request-checks/hidden-secrets.js';
import type { Plan } from '../../plan/plan.js';
import type { RequestContext } from '../../plan/request.js';
import { EXIT, ShellError } from '../environment/exit-codes.js';
import type { Shell } from '../session/shell-session.js';
import type { Taint } from '../environment/taint.js';

// about 1500 tokens: twenty seconds of reading for the default model, and room for the plan
const MAX_CHARACTERS = 6000;
const QUIET_MS = 3000;

/** the request with what the person handed along; that text taints, whatever it says */
export async function readContext(request: string, shell: Shell, taint: Taint): Promise<RequestContext> {
  const data: { label: string; text: string }[] = [];
  for (const file of shell.flags.files) {
    const text = await truncateMiddle(await readGiven(file, shell), display(file), shell);
    data.push({ label: `file ${file}`, text });
    taint.add(`the file ${display(file)}`, text);
  }
  const piped = shell.terminal.stdin.readable ? await readPiped(shell) : undefined;
  if (piped === undefined || piped === '') return { request, data };
  const stdin = await truncateMiddle(piped, 'standard input', shell);
  taint.add('standard input', stdin);
  return { request, data, stdin };
}

/** no words at all: what comes on standard input is the request, and still not typed here */
export async function readPipedRequest(shell: Shell, taint: Taint): Promise<string> {
  const text = (await readPiped(shell))?.trim() ?? '';
  if (text === '')
    throw new ShellError(EXIT.usage, 'say what you want done: llmsh "your request" (llmsh --help says more)');
  taint.add('standard input');
  return text.slice(0, MAX_CHARACTERS);
}

async function readGiven(file: string, { terminal }: Shell): Promise<string> {
  try {
    return await readFile(resolve(terminal.cwd, file), 'utf8');
  } catch {
    throw new ShellError(EXIT.usage, `${file} cannot be read; name a file that you may read`);
  }
}

// cut in the middle: the ends of logs and files say most; the cut is said to model and person
async function truncateMiddle(given: string, name: string, { screen }: Shell): Promise<string> {
  const text = redactSecrets(given);
  if (text !== given) await screen.note(`Secrets in ${name} are kept from the model: it sees ${HIDDEN} instead.`);
  if (text.length <= MAX_CHARACTERS) return text;
  const half = MAX_CHARACTERS / 2;
  await screen.note(`${name} is long: the model gets its first and last ${half} of ${text.length} characters.`);
  const left = text.length - MAX_CHARACTERS;
  return `${text.slice(0, half)}\n[… ${left} characters left out …]\n${text.slice(-half)}`;
}

async function readPiped({ terminal, screen, signal }: Shell): Promise<string | undefined> {
  const { stdin } = terminal;
  if (stdin.isTTY === true || !isPipeOrFile(stdin)) return undefined;
  let text = '';
  let heard = false;
  let ended = false;
  const whole = (async () => {
    for await (const chunk of stdin) {
      heard = true;
      text += typeof chunk === 'string' ? chunk : chunk.toString('utf8');
      if (text.length > MAX_CHARACTERS * 64) break;
    }
    ended = true;
  })();
  // a pipe that somebody merely left open must not hold the request for ever
  const quiet = new Promise<void>(done => {
    setTimeout(() => {
      if (!heard) done();
    }, QUIET_MS).unref();
    signal.addEventListener('abort', () => done(), { once: true });
  });
  await Promise.race([whole, quiet]);
  if (!heard && !ended) await screen.note('Nothing came on standard input: going on without it.');
  return text;
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
