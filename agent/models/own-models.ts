import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { writeWhole } from './atomic-write.js';
import { modelDirectories, type Environment } from './directories.js';
import { findModel, loadModelTable, ownTableSchema, type ModelEntry } from './table.js';

const FILE = 'own.json';

/** the models that llm-os knows, then those that people added; a damaged list of theirs counts as empty */
export function knownModels(env: Environment = process.env): ModelEntry[] {
  const table = loadModelTable();
  const taken = new Set(table.flatMap(({ name, title, file }) => [name, title, file]));
  const own = modelDirectories(env).flatMap(directory => readOwnModels(directory));
  return [...table, ...own.filter(({ name, title, file }) => ![name, title, file].some(word => taken.has(word)))];
}

/** the same as `findModel`, among those as well that people added */
export function findKnownModel(name: string, env: Environment = process.env): ModelEntry | undefined {
  return findModel(name, knownModels(env));
}

function readOwnModels(directory: string): readonly ModelEntry[] {
  try {
    return ownTableSchema.parse(JSON.parse(readFileSync(join(directory, FILE), 'utf8'))).models;
  } catch {
    return [];
  }
}

/** puts an entry in place of the one of the same name */
export async function addOwnModel(directory: string, entry: ModelEntry): Promise<void> {
  const others = readOwnModels(directory).filter(({ name }) => name !== entry.name);
  await write(directory, [...others, entry]);
}

export async function forgetOwnModel(directory: string, name: string): Promise<void> {
  const own = readOwnModels(directory);
  const others = own.filter(entry => entry.name !== name);
  if (others.length < own.length) await write(directory, others);
}

// one list is everybody's, and says nothing that a person's own would have to hide
async function write(directory: string, models: readonly ModelEntry[]): Promise<void> {
  await writeWhole(join(directory, FILE), `${JSON.stringify({ version: 1, models }, null, 2)}\n`, 0o644);
}
