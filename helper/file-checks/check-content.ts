import { randomBytes } from 'node:crypto';
import { mkdir, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path/posix';
import type { PrepareContext } from '../call/context.js';
import { display } from '../../interfaces/display.js';
import { OperatorError } from '../../interfaces/errors.js';
import { askUnit } from '../system/units/run-query.js';
import { checkerSandbox } from './checker-sandbox.js';
import { checkerOf, locate, spell, type Checker } from './checkers.js';

const TIMEOUT_MS = 20_000;
const MAX_BYTES = 1024 * 1024;
// statuses by which systemd says that a program was never run; programs use them too, but not in silence
const NEVER_RAN = { from: 200, to: 245 } as const;
const LONGEST = 120;

export interface NewContent {
  readonly path: string;
  readonly content: Buffer;
  /** the caller may read the file, and so its new lines */
  readonly readable: boolean;
}

/**
 * has the owner's checker read the new content at its place before it is there; throws where it finds a fault that was not
 * there before. returns what came of it in a few words, empty where no checker knows the file. after polkit's yes only:
 * the checker runs as root
 */
export async function checkContent(fresh: NewContent, context: PrepareContext): Promise<string> {
  const checker = checkerOf(fresh.path);
  if (checker === undefined) return '';
  const program = locate(checker);
  if (program === '') return `not checked: ${checker.program} is not installed`;
  const said = await withFile(fresh.content, async content => {
    const over = { path: fresh.path, content };
    return await ask({ checker, program, over }, context);
  });
  if (said.exitStatus === 0) return `${spell(checker)} takes it`;
  // one that crashes over the new content only says no to it as well
  const before = await ask({ checker, program, over: undefined }, context);
  if (!before.ran) return `not checked: ${spell(checker)} could not be run`;
  if (before.exitStatus !== 0) return `${spell(checker)} finds a fault, as it did before`;
  const where = describeLine(said.text, fresh);
  throw new OperatorError('failed', `${spell(checker)} does not take the new content${where}; nothing was changed`);
}

interface Question {
  readonly checker: Checker;
  readonly program: string;
  readonly over: Parameters<typeof checkerSandbox>[2];
}

async function ask({ checker, program, over }: Question, { units, bounds, signal }: PrepareContext) {
  try {
    const { exitStatus, stdout, stderr } = await askUnit(units, {
      id: `check-${randomBytes(8).toString('hex')}`,
      description: `llm-os check by ${checker.program}`,
      argv: [program, ...checker.args],
      properties: checkerSandbox(checker, bounds.paths.denied, over),
      signal,
      timeoutMs: TIMEOUT_MS,
      maxBytes: MAX_BYTES,
    });
    const text = `${stderr}\n${stdout}`;
    const isSilent = text.trim() === '' && exitStatus >= NEVER_RAN.from && exitStatus <= NEVER_RAN.to;
    return { exitStatus, text, ran: !isSilent };
  } catch {
    // a signal ended it, or systemd did
    signal.throwIfAborted();
    return { exitStatus: -1, text: '', ran: false };
  }
}

// a place of ours, which the manager mounts over the file for the checker alone
async function withFile<T>(content: Buffer, work: (path: string) => Promise<T>): Promise<T> {
  const directory = join(process.env['RUNTIME_DIRECTORY'] ?? '/run/llmos-operator', 'checks');
  await mkdir(directory, { recursive: true, mode: 0o700 });
  const path = join(directory, randomBytes(16).toString('hex'));
  try {
    await writeFile(path, content, { mode: 0o600, flag: 'wx' });
    return await work(path);
  } finally {
    await rm(path, { force: true });
  }
}

// a checker quotes files that it includes, which may be any: of its words only the number of a line is told
function describeLine(text: string, { path, content, readable }: NewContent): string {
  const spelled = path.replaceAll(/[.*+?^${}()|[\]\\]/g, String.raw`\$&`);
  const number = new RegExp(`${spelled}[^\\n\\d]{0,40}?(?:line |:)(\\d{1,7})`).exec(text)?.[1];
  if (number === undefined) return '';
  const line = content.toString('utf8').split('\n')[Number(number) - 1];
  const quoted = readable && line !== undefined ? `: ${display(line.trim()).slice(0, LONGEST)}` : '';
  return ` at line ${number}${quoted}`;
}
