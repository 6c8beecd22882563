import { stat } from 'node:fs/promises';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { ModelError } from './error.js';
import { findModel, type ModelEntry } from './table.js';

export type Environment = Readonly<Record<string, string | undefined>>;

export const SYSTEM_MODELS = '/var/lib/llm-os/models';
/** models that come with a package */
const PACKAGED_MODELS = '/usr/share/llm-os/models';

/** directory of the user's own models */
export function ownModelsDirectory(env: Environment = process.env): string {
  const data = env['XDG_DATA_HOME'];
  return join(data === undefined || data === '' ? join(homedir(), '.local/share') : data, 'llm-os/models');
}

/** 0700, made when first written to */
export function cacheDirectory(env: Environment = process.env): string {
  const given = env['CACHE_DIRECTORY'];
  if (given !== undefined && given !== '') return given.split(':')[0] ?? given;
  const cache = env['XDG_CACHE_HOME'];
  return join(cache === undefined || cache === '' ? join(homedir(), '.cache') : cache, 'llm-os');
}

export function modelDirectories(env: Environment = process.env): string[] {
  const only = env['LLMOS_MODELS'];
  return only === undefined || only === '' ? [ownModelsDirectory(env), SYSTEM_MODELS, PACKAGED_MODELS] : [only];
}

export interface Located {
  readonly entry: ModelEntry;
  readonly path: string;
}

/** finds the file of a model by name and size; its digest is `verifyModel`'s to check */
export async function locateModel(name: string, env: Environment = process.env): Promise<Located> {
  const entry = findModel(name);
  if (entry === undefined) throw new ModelError('model_unknown', `no model is called ${name}: see llmsh model list`);
  const directories = modelDirectories(env);
  let wrong: string | undefined;
  for (const directory of directories) {
    const path = join(directory, entry.file);
    const size = await sizeOf(path);
    if (size === entry.bytes) return { entry, path };
    if (size !== undefined) wrong ??= `${path} has ${size} bytes instead of ${entry.bytes}`;
  }
  if (wrong !== undefined)
    throw new ModelError('model_corrupt', `${wrong}: get it again with llmsh model pull ${name}`);
  throw new ModelError(
    'model_missing',
    `${entry.title} is not in ${directories.join(' nor in ')}: get it with llmsh model pull ${name}`,
  );
}

async function sizeOf(path: string): Promise<number | undefined> {
  try {
    const found = await stat(path);
    return found.isFile() ? found.size : undefined;
  } catch {
    return undefined;
  }
}
