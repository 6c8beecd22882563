import { createHash } from 'node:crypto';
import { constants } from 'node:fs';
import { open, readdir } from 'node:fs/promises';
import { join } from 'node:path';
import * as z from 'zod';
import type { Message } from '../plan/plan.js';

// identity and digests are a few hundred bytes
const LONGEST = 16 * 1024;
const digest = z.string().regex(/^[0-9a-f]{64}$/);

const manifestSchema = z.strictObject({
  version: z.literal(2),
  identity: z.record(z.string(), z.union([z.string(), z.number(), z.boolean()])),
  tokens: z.int().positive(),
  /** digest of the tokens */
  prefix: digest,
  /** digest of the messages that the tokens are of: it can be told without the model */
  words: digest,
  bytes: z.int().positive(),
  sha256: digest,
});

/** facts about one evaluated prefix on disk; `NAME.json` beside `NAME.state` */
export type Manifest = z.infer<typeof manifestSchema>;

/** names of the manifests in a directory; none where it cannot be read */
export async function manifestNames(directory: string): Promise<string[]> {
  const files = await readdir(directory).catch(() => []);
  return files.filter(file => /^[0-9a-f]{32}\.json$/.test(file)).map(file => file.slice(0, -'.json'.length));
}

/** undefined where it cannot be read, is no manifest, or is one under another's name */
export async function readManifest(directory: string, name: string): Promise<Manifest | undefined> {
  try {
    const manifest = manifestSchema.parse(JSON.parse(await readShort(join(directory, `${name}.json`))));
    return nameOf(manifest.identity, manifest.prefix) === name ? manifest : undefined;
  } catch {
    return undefined;
  }
}

async function readShort(path: string): Promise<string> {
  const file = await open(path, constants.O_RDONLY | constants.O_NOFOLLOW | constants.O_NONBLOCK);
  try {
    const found = await file.stat();
    if (!found.isFile() || found.size > LONGEST) throw new Error('no manifest');
    return await file.readFile('utf8');
  } finally {
    await file.close();
  }
}

export function nameOf(identity: Manifest['identity'], prefix: string): string {
  const sorted = Object.entries(identity).toSorted(([one], [other]) => (one < other ? -1 : 1));
  return createHash('sha256')
    .update(JSON.stringify([sorted, prefix]))
    .digest('hex')
    .slice(0, 32);
}

export function digestOfTokens(tokens: readonly number[]): string {
  return createHash('sha256').update(Int32Array.from(tokens)).digest('hex');
}

export function digestOfWords(messages: readonly Message[]): string {
  const said = messages.map(({ role, content }) => [role, content]);
  return createHash('sha256').update(JSON.stringify(said)).digest('hex');
}
