import { createHash } from 'node:crypto';
import { constants } from 'node:fs';
import { chmod, mkdir, open, rename, rm, statfs } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { writeWhole } from '../models/atomic-write.js';
import { manifestNames, readManifest, type Manifest } from './manifest.js';

/** bytes of one state; a prefix of 4,000 tokens of a model of 8 billion parameters has 600 megabytes */
const MOST_BYTES = 1_500_000_000;
const SPARE_BYTES = 100_000_000;

export interface Placing {
  /** directory into which the caged agent wrote its states; it does not run any more */
  readonly from: string;
  readonly to: string;
  /** digest of the model's file */
  readonly model: string;
  /** digests of the words that may be placed; all other states of this model go */
  readonly words: readonly string[];
}

/**
 * takes over, as root, what the unprivileged agent has evaluated: whole files of the expected model and words, copied under
 * root's name, then rid of what they replace. returns how many were new
 */
export async function placeStates({ from, to, model, words }: Placing): Promise<number> {
  await mkdir(to, { recursive: true });
  await chmod(to, 0o755);
  const placed = new Map<string, string>();
  for (const name of await manifestNames(from)) {
    const manifest = await readManifest(from, name);
    if (manifest === undefined || manifest.identity['model'] !== model || !words.includes(manifest.words)) continue;
    await placeOne(join(from, `${name}.state`), join(to, name), manifest);
    placed.set(manifest.words, name);
  }
  await dropStates(to, model, (old, name) => words.includes(old.words) && (placed.get(old.words) ?? name) === name);
  return placed.size;
}

/** deletes what is kept of a model, but for what is still wanted */
export async function dropStates(
  directory: string,
  model: string,
  isWanted: (manifest: Manifest, name: string) => boolean = () => false,
): Promise<void> {
  for (const name of await manifestNames(directory)) {
    const old = await readManifest(directory, name);
    if (old?.identity['model'] === model && !isWanted(old, name)) await remove(join(directory, name));
  }
}

async function placeOne(source: string, target: string, manifest: Manifest): Promise<void> {
  const { bavail, bsize } = await statfs(dirname(target));
  if (manifest.bytes > MOST_BYTES || bavail * bsize < manifest.bytes + SPARE_BYTES)
    throw new Error(`${Math.ceil(manifest.bytes / 1e6)} MB are too much for ${dirname(target)}: make room`);
  const temporary = `${target}.${process.pid}.tmp`;
  try {
    const sha256 = await copyWhole(source, temporary, manifest.bytes);
    if (sha256 !== manifest.sha256) throw new Error('a prepared state is damaged: try again');
    // an old manifest never stands beside a new state
    await remove(target);
    await rename(temporary, `${target}.state`);
    await writeWhole(`${target}.json`, JSON.stringify(manifest), 0o644);
    await chmod(`${target}.json`, 0o644);
  } finally {
    await rm(temporary, { force: true });
  }
}

// no link and no device is followed, and no byte beyond the named size is taken
async function copyWhole(source: string, target: string, bytes: number): Promise<string> {
  const input = await open(source, constants.O_RDONLY | constants.O_NOFOLLOW | constants.O_NONBLOCK);
  try {
    const found = await input.stat();
    if (!found.isFile() || found.size !== bytes) throw new Error('a prepared state is not whole: try again');
    const output = await open(target, 'wx', 0o644);
    try {
      const hash = createHash('sha256');
      const options = { end: bytes - 1, highWaterMark: 1 << 20, autoClose: false };
      for await (const chunk of input.createReadStream(options)) {
        hash.update(chunk);
        await output.writeFile(chunk);
      }
      await output.chmod(0o644);
      await output.sync();
      return hash.digest('hex');
    } finally {
      await output.close();
    }
  } finally {
    await input.close();
  }
}

async function remove(path: string): Promise<void> {
  await rm(`${path}.json`, { force: true });
  await rm(`${path}.state`, { force: true });
}
