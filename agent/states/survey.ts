import { existsSync, readFileSync } from 'node:fs';
import { stat } from 'node:fs/promises';
import { join } from 'node:path';
import * as z from 'zod';
import { manifestNames, readManifest } from './manifest.js';

const versionSchema = z.looseObject({ version: z.string() });

export interface Found {
  readonly words: string;
  readonly bytes: number;
}

/**
 * states in a directory that seem to be of this model, of these words and of the installed library. processor and settings
 * are for the agent to compare, which loads the model for it
 */
export async function findStates(directory: string, model: string, words: readonly string[]): Promise<Found[]> {
  const found = new Map<string, Found>();
  for (const name of await manifestNames(directory)) {
    const manifest = await readManifest(directory, name);
    if (manifest?.identity['model'] !== model || !words.includes(manifest.words)) continue;
    if (manifest.identity['library'] !== libraryVersion()) continue;
    const { size } = await stat(join(directory, `${name}.state`)).catch(() => ({ size: 0 }));
    if (size === manifest.bytes) found.set(manifest.words, { words: manifest.words, bytes: size });
  }
  return [...found.values()];
}

// the library itself takes half a second to load
function libraryVersion(): string | undefined {
  const places = ['../../node_modules', '../../../node_modules'];
  const files = places.map(place => new URL(`${place}/node-llama-cpp/package.json`, import.meta.url));
  const file = files.find(candidate => existsSync(candidate));
  return file && versionSchema.parse(JSON.parse(readFileSync(file, 'utf8'))).version;
}
