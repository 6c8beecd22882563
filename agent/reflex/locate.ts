import { stat } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { verifyModel } from '../models/digest.js';
import { ModelError } from '../models/error.js';
import { locateModel, modelDirectories, type Environment, type Located } from '../models/model-paths.js';
import type { Card } from './card.js';

export interface ReflexFiles {
  readonly base: Located;
  readonly adapter: string;
}

/** both files by name and size; in a checkout the adapter lies beside the sources */
export async function locateReflex(
  { base, adapter }: Card,
  env: Environment = process.env,
  first: readonly string[] = [],
): Promise<ReflexFiles> {
  const located = await locateModel(base.name, env);
  if (located.entry.sha256 !== base.sha256)
    throw new ModelError('model_corrupt', 'the reflex was made for another base');
  const beside = fileURLToPath(new URL('../../../agent/reflex/', import.meta.url));
  for (const directory of [...first, ...modelDirectories(env), beside, fileURLToPath(new URL('./', import.meta.url))]) {
    const path = join(directory, adapter.file);
    if ((await sizeOf(path)) === adapter.bytes) return { base: located, adapter: path };
  }
  throw new ModelError('model_missing', `${adapter.file} is not there: install llm-os-reflex`);
}

/** its digests, pinned and kept like those of any model */
export async function verifyReflex({ base, adapter }: ReflexFiles, card: Card, cache?: string): Promise<void> {
  const entry = { name: 'reflex', title: card.title, sha256: card.adapter.sha256 };
  await verifyModel(base, cache);
  await verifyModel({ entry, path: adapter }, cache);
}

async function sizeOf(path: string): Promise<number | undefined> {
  const found = await stat(path).catch(() => undefined);
  return found?.isFile() ? found.size : undefined;
}
