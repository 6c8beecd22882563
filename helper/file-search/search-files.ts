import type { RunContext } from '../call/context.js';
import { OperatorError } from '../../interfaces/errors.js';
import { callerOf } from '../exec/caller-of.js';
import { cageProperties, type Sandbox } from '../system/sandbox/sandboxes.js';
import { FIND, findArguments, type Search } from './find-arguments.js';
import { FoundFiles } from './found-files.js';

const EVERY_MS = 1000;
const FEW_BYTES = 4096;

export interface Searched {
  readonly found: FoundFiles;
  /** there may be more: time was up, or directories were closed to who asks */
  readonly truncated: boolean;
}

/** looks for files with the eyes of who asks, for so long as a program may run; the count is told as it grows */
export async function searchFiles(
  search: Search,
  found: FoundFiles,
  cage: Sandbox,
  context: RunContext,
): Promise<Searched> {
  const unit = await context.units.start({
    id: `find-${context.record}`,
    description: 'llm-os search for files',
    program: FIND,
    argv: findArguments(search),
    properties: cageProperties(cage, callerOf(context)),
    io: 'streams',
    timeoutMs: context.bounds.exec.timeoutS * 1000,
    signal: context.signal,
  });
  let told = Date.now();
  const follow = (text: string): void => {
    found.take(text);
    if (Date.now() - told < EVERY_MS) return;
    told = Date.now();
    context.progress(0, `${found.total} found so far`);
  };
  const errors = { text: '' };
  const keep = (text: string): void => void (errors.text = (errors.text + text).slice(0, FEW_BYTES));
  const [outcome] = await Promise.all([
    unit.finished,
    read(unit.streams.stdout, follow),
    read(unit.streams.stderr, keep),
  ]);
  context.signal.throwIfAborted();
  const late = outcome.result === 'timeout';
  if (!late && outcome.exitStatus !== 0 && found.total === 0) throw explain(errors.text);
  return { found, truncated: late || outcome.exitStatus !== 0 };
}

async function read(stream: NodeJS.ReadableStream | undefined, follow: (text: string) => void): Promise<void> {
  if (!stream) throw new OperatorError('failed', 'systemd did not connect the output of the search');
  const decoder = new TextDecoder();
  for await (const piece of stream) follow(decoder.decode(Buffer.from(piece), { stream: true }));
}

function explain(errors: string): OperatorError {
  if (errors.includes('No such file')) return new OperatorError('failed', 'there is no such directory');
  if (errors.includes('Permission denied'))
    return new OperatorError('failed', 'nothing was found, and some directories are closed to you');
  return new OperatorError('failed', 'the search ended early');
}
