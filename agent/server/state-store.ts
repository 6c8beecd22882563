import { createHash } from 'node:crypto';
import { mkdir, readdir, readFile, rename, rm, stat, utimes } from 'node:fs/promises';
import { join } from 'node:path';
import type { Token } from 'node-llama-cpp';
import * as z from 'zod';
import { syncFile, writeWhole } from '../models/atomic-write.js';
import { sha256OfFile } from '../models/digest.js';
import type { Loaded } from '../llama/llama.js';
import { log } from '../llama/log.js';

// label, draft, vote, typed plan and talk, and one that a client of its own brings
const KEPT = 6;

const manifestSchema = z.strictObject({
  version: z.literal(1),
  identity: z.record(z.string(), z.union([z.string(), z.number(), z.boolean()])),
  tokens: z.int().positive(),
  prefix: z.string(),
  bytes: z.int().positive(),
  sha256: z.string(),
});

type Manifest = z.infer<typeof manifestSchema>;

/**
 * evaluated prefixes on disk. the library checks nothing: a file short by one byte kills the process and flipped bytes load
 * and answer nonsense, so a state is read only if its manifest fits in every key and its digest holds, and deleted otherwise
 */
export class StateStore {
  readonly #directory: string;
  /** files whose digest held, as they were then: a request goes back and forth between several */
  readonly #checked = new Map<string, string>();

  constructor(cache: string) {
    this.#directory = join(cache, 'prefixes');
  }

  /** loads the longest saved prefix of these tokens in place of what the sequence holds; returns its length */
  async restore(loaded: Loaded, tokens: readonly Token[]): Promise<number> {
    let best: { name: string; manifest: Manifest } | undefined;
    for (const name of await this.#names()) {
      const manifest = await this.#readManifest(name);
      if (manifest === undefined || !fits(manifest, loaded, tokens)) continue;
      if (best === undefined || manifest.tokens > best.manifest.tokens) best = { name, manifest };
    }
    if (best === undefined) return 0;
    const file = join(this.#directory, `${best.name}.state`);
    if (!(await this.#isIntact(file, best.manifest))) {
      log('a saved prefix is damaged: deleted, to be made again');
      await this.#remove(best.name);
      return 0;
    }
    await this.#touch(best.name);
    await loaded.sequence.clearHistory();
    await loaded.sequence.loadStateFromFile(file, { acceptRisk: true });
    // the state itself must say that it holds these tokens
    if (loaded.sequence.compareContextTokens([...tokens]).firstDifferentIndex >= best.manifest.tokens) {
      return best.manifest.tokens;
    }
    await loaded.sequence.clearHistory();
    await this.#remove(best.name);
    return 0;
  }

  /** saves what the sequence holds, which is exactly `tokens` */
  async save({ sequence, identity }: Loaded, tokens: readonly Token[]): Promise<void> {
    await mkdir(this.#directory, { recursive: true, mode: 0o700 });
    const prefix = digestOf(tokens);
    const name = nameOf(identity, prefix);
    const temporary = join(this.#directory, `${name}.${process.pid}.tmp`);
    try {
      await sequence.saveStateToFile(temporary);
      await syncFile(temporary);
      const { size } = await stat(temporary);
      const manifest: Manifest = {
        version: 1,
        identity: { ...identity },
        tokens: tokens.length,
        prefix,
        bytes: size,
        sha256: await sha256OfFile(temporary),
      };
      // an old manifest never stands beside a new state
      await this.#remove(name);
      await rename(temporary, join(this.#directory, `${name}.state`));
      await writeWhole(join(this.#directory, `${name}.json`), JSON.stringify(manifest));
    } finally {
      await rm(temporary, { force: true });
    }
    await this.#prune();
  }

  async #names(): Promise<string[]> {
    const files = await readdir(this.#directory).catch(() => []);
    return files.filter(file => /^[0-9a-f]{32}\.json$/.test(file)).map(file => file.slice(0, -'.json'.length));
  }

  async #readManifest(name: string): Promise<Manifest | undefined> {
    try {
      const text = await readFile(join(this.#directory, `${name}.json`), 'utf8');
      const manifest = manifestSchema.parse(JSON.parse(text));
      if (nameOf(manifest.identity, manifest.prefix) === name) return manifest;
    } catch {
      // falls through: what can't be read is as good as what lies
    }
    await this.#remove(name);
    return undefined;
  }

  async #remove(name: string): Promise<void> {
    await rm(join(this.#directory, `${name}.json`), { force: true });
    await rm(join(this.#directory, `${name}.state`), { force: true });
  }

  // the age of a manifest counts from its last use; a cache that cannot be written to is read all the same
  async #touch(name: string): Promise<void> {
    const now = new Date();
    await utimes(join(this.#directory, `${name}.json`), now, now).catch(() => undefined);
  }

  async #isIntact(file: string, { bytes, sha256 }: Manifest): Promise<boolean> {
    try {
      const { size, ino, mtimeMs, ctimeMs } = await stat(file);
      const state = [size, ino, mtimeMs, ctimeMs, sha256].join(' ');
      if (size !== bytes) return false;
      if (this.#checked.get(file) === state) return true;
      if ((await sha256OfFile(file)) !== sha256) return false;
      this.#checked.set(file, state);
      return true;
    } catch {
      return false;
    }
  }

  async #prune(): Promise<void> {
    const aged = await Promise.all(
      (await this.#names()).map(async name => ({
        name,
        at: (await stat(join(this.#directory, `${name}.json`))).mtimeMs,
      })),
    );
    const old = aged.toSorted((one, other) => other.at - one.at).slice(KEPT);
    for (const { name } of old) await this.#remove(name);
  }
}

function fits(manifest: Manifest, { identity }: Loaded, tokens: readonly Token[]): boolean {
  const keys = new Set([...Object.keys(identity), ...Object.keys(manifest.identity)]);
  const same = [...keys].every(key => identity[key] === manifest.identity[key]);
  return same && manifest.tokens <= tokens.length && digestOf(tokens.slice(0, manifest.tokens)) === manifest.prefix;
}

function nameOf(identity: Manifest['identity'], prefix: string): string {
  const sorted = Object.entries(identity).toSorted(([one], [other]) => (one < other ? -1 : 1));
  return createHash('sha256')
    .update(JSON.stringify([sorted, prefix]))
    .digest('hex')
    .slice(0, 32);
}

function digestOf(tokens: readonly Token[]): string {
  return createHash('sha256').update(Int32Array.from(tokens)).digest('hex');
}
