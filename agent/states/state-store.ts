import { mkdir, rename, rm, stat, utimes } from 'node:fs/promises';
import { join } from 'node:path';
import type { Token } from 'node-llama-cpp';
import { syncFile, writeWhole } from '../models/atomic-write.js';
import { sha256OfFile } from '../models/digest.js';
import type { Loaded } from '../llama/llama.js';
import { log } from '../llama/log.js';
import { digestOfTokens, manifestNames, nameOf, readManifest, type Manifest } from './manifest.js';
import { isRootsAlone } from './shared-states.js';

// label, draft, vote, typed plan and talk, and one that a client of its own brings
const KEPT = 6;
/** bytes of all states in one cache; those of the default model for drafts and typed plans take 160 megabytes */
const MOST_BYTES = 1_500_000_000;

interface Kept {
  readonly directory: string;
  readonly name: string;
  readonly manifest: Manifest;
}

/**
 * evaluated prefixes on disk: the person's own, and those that root had made for everybody. the library checks nothing: a
 * file short by one byte kills the process and flipped bytes load and answer nonsense, so a state is read only if its
 * manifest fits in every key and its digest holds. one of the person's own is deleted otherwise
 */
export class StateStore {
  readonly #directory: string;
  readonly #shared: readonly string[];
  /** files whose digest held, as they were then: a request goes back and forth between several */
  readonly #checked = new Map<string, string>();

  constructor(cache: string, shared: readonly string[] = []) {
    this.#directory = join(cache, 'prefixes');
    this.#shared = shared;
  }

  /** loads the longest saved prefix of these tokens in place of what the sequence holds; returns its length */
  async restore(loaded: Loaded, tokens: readonly Token[]): Promise<number> {
    const own = await this.#fitting(this.#directory, loaded, tokens);
    const shared = await Promise.all(this.#shared.map(directory => this.#fitting(directory, loaded, tokens)));
    const found = [...shared.flat(), ...own].toSorted((one, other) => other.manifest.tokens - one.manifest.tokens);
    for (const kept of found) {
      if (await this.#load(kept, loaded, tokens)) return kept.manifest.tokens;
      log('a saved prefix is damaged: not used', { own: kept.directory === this.#directory });
      if (kept.directory === this.#directory) await this.#remove(kept.name);
    }
    return 0;
  }

  /** saves what the sequence holds, which is exactly `tokens`; `words` is the digest of their messages */
  async save({ sequence, identity }: Loaded, tokens: readonly Token[], words: string): Promise<void> {
    await mkdir(this.#directory, { recursive: true, mode: 0o700 });
    const prefix = digestOfTokens(tokens);
    const name = nameOf(identity, prefix);
    const temporary = join(this.#directory, `${name}.${process.pid}.tmp`);
    try {
      await sequence.saveStateToFile(temporary);
      await syncFile(temporary);
      const { size } = await stat(temporary);
      const facts = { tokens: tokens.length, prefix, words, bytes: size, sha256: await sha256OfFile(temporary) };
      const manifest: Manifest = { version: 2, identity: { ...identity }, ...facts };
      // an old manifest never stands beside a new state
      await this.#remove(name);
      await rename(temporary, join(this.#directory, `${name}.state`));
      await writeWhole(join(this.#directory, `${name}.json`), JSON.stringify(manifest));
    } finally {
      await rm(temporary, { force: true });
    }
    await this.#prune();
  }

  async #fitting(directory: string, loaded: Loaded, tokens: readonly Token[]): Promise<Kept[]> {
    const own = directory === this.#directory;
    if (!own && !(await isRootsAlone(directory))) return [];
    const found: Kept[] = [];
    for (const name of await manifestNames(directory)) {
      if (!own && !(await isOfRoot(directory, name))) continue;
      const manifest = await readManifest(directory, name);
      // one that cannot be read is as good as one that lies
      if (manifest === undefined && own) await this.#remove(name);
      if (manifest !== undefined && fits(manifest, loaded, tokens)) found.push({ directory, name, manifest });
    }
    return found;
  }

  async #load({ directory, name, manifest }: Kept, { sequence }: Loaded, tokens: readonly Token[]): Promise<boolean> {
    const file = join(directory, `${name}.state`);
    if (!(await this.#isIntact(file, manifest))) return false;
    if (directory === this.#directory) await this.#touch(name);
    await sequence.clearHistory();
    await sequence.loadStateFromFile(file, { acceptRisk: true });
    // the state itself must say that it holds these tokens
    if (sequence.compareContextTokens([...tokens]).firstDifferentIndex >= manifest.tokens) return true;
    await sequence.clearHistory();
    return false;
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
    const aged = await Promise.all((await manifestNames(this.#directory)).map(name => this.#ageOf(name)));
    let bytes = 0;
    for (const [place, { name, size }] of aged.toSorted((one, other) => other.at - one.at).entries()) {
      bytes += size;
      // the one that was just saved is in use
      if (place > 0 && (place >= KEPT || bytes > MOST_BYTES)) await this.#remove(name);
    }
  }

  async #ageOf(name: string): Promise<{ name: string; at: number; size: number }> {
    const { mtimeMs } = await stat(join(this.#directory, `${name}.json`));
    const { size } = await stat(join(this.#directory, `${name}.state`)).catch(() => ({ size: 0 }));
    return { name, at: mtimeMs, size };
  }
}

async function isOfRoot(directory: string, name: string): Promise<boolean> {
  const files = ['.json', '.state'].map(end => join(directory, name + end));
  return (await Promise.all(files.map(file => isRootsAlone(file)))).every(Boolean);
}

function fits(manifest: Manifest, { identity }: Loaded, tokens: readonly Token[]): boolean {
  const keys = new Set([...Object.keys(identity), ...Object.keys(manifest.identity)]);
  const same = [...keys].every(key => identity[key] === manifest.identity[key]);
  return (
    same && manifest.tokens <= tokens.length && digestOfTokens(tokens.slice(0, manifest.tokens)) === manifest.prefix
  );
}
