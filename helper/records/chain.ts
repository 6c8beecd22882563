import { open, rename, stat, unlink, type FileHandle } from 'node:fs/promises';
import { UNFINISHED } from '../durable-file.js';
import { listArchives, nextArchive } from './chain-files.js';
import { formatLink, sha256, type Digest, type Fields } from './chain-entry.js';
import type { ChainIndex } from './chain-index.js';
import { CONTINUED, type ChainPosition } from './verify.js';
import type { ChainVerifier } from './chain-verifier.js';
import { SerialQueue } from '../serial-queue.js';

export interface ChainOptions {
  readonly path: string;
  readonly now: () => Date;
  readonly digest: Digest;
  readonly walks: ChainVerifier;
}

export interface Opened {
  readonly chain: Chain;
  readonly broken: string | undefined;
}

/** the hash-chained file: one writer, each line on disk before the next step is taken */
export class Chain {
  #file: FileHandle;
  readonly #options: ChainOptions;
  #last: ChainPosition;
  #size: number;
  readonly #queue = new SerialQueue();

  private constructor(file: FileHandle, options: ChainOptions, state: { last: ChainPosition; size: number }) {
    this.#file = file;
    this.#options = options;
    this.#last = state.last;
    this.#size = state.size;
  }

  /** reads what is there, and has it counted; a line that was cut off stays, and is told of in the next one */
  static async open(options: ChainOptions, tally?: ChainIndex): Promise<Opened> {
    const { path, walks } = options;
    // left by a rotation that was killed; holds no records
    await unlink(path + UNFINISHED).catch(() => {});
    const file = await open(path, 'a+', 0o600);
    const earlier = await endOfArchives(options);
    const { last, torn, broken, size } = await walks.walk(path, earlier, tally);
    const chain = new Chain(file, options, { last, size });
    if (torn !== '') await chain.#mark(torn);
    else if (size === 0 && earlier) await chain.append({ kind: CONTINUED });
    return { chain, broken: broken && `line ${broken.line} of ${path} is broken: ${broken.reason}` };
  }

  get size(): number {
    return this.#size;
  }

  /** resolves with the hash once the line is on disk; nothing is in the chain where it rejects */
  append(fields: Fields): Promise<string> {
    return this.#inTurn(() => this.#write(fields));
  }

  /** puts the file aside and goes on in a fresh one, whose first line follows from the last of the old one */
  rotate(): Promise<string> {
    return this.#inTurn(async () => {
      await this.#refuseStrangers();
      const { path } = this.#options;
      const archive = await nextArchive(path);
      const fresh = await open(path + UNFINISHED, 'w', 0o600);
      // stopped in between, the next start finds no file and goes on from the newest archive
      await rename(path, archive);
      await rename(path + UNFINISHED, path);
      await this.#file.close();
      this.#file = await open(path, 'a+', 0o600);
      await fresh.close();
      this.#size = 0;
      await this.#write({ kind: CONTINUED });
      return archive;
    });
  }

  async close(): Promise<void> {
    await this.#queue.settled();
    await this.#file.close();
  }

  #inTurn<T>(work: () => Promise<T>): Promise<T> {
    return this.#queue.run(work);
  }

  async #write(fields: Fields, before = ''): Promise<string> {
    await this.#refuseStrangers();
    const { now, digest } = this.#options;
    const count = this.#last.count + 1;
    const { line, hash } = formatLink(this.#last.hash, { n: count, at: now().toISOString(), ...fields }, digest);
    try {
      await this.#file.appendFile(before + line);
      await this.#file.datasync();
    } catch (error) {
      // half a line is taken back, so that the chain goes on from where it was
      await this.#file.truncate(this.#size).catch(() => {});
      throw error;
    }
    this.#size += Buffer.byteLength(before + line);
    this.#last = { hash, count };
    return hash;
  }

  // a line is worth nothing in a file that nobody will find, or after one that somebody else wrote or cut
  async #refuseStrangers(): Promise<void> {
    const { path } = this.#options;
    const [ours, there] = await Promise.all([this.#file.stat(), stat(path).catch(() => undefined)]);
    if (there?.ino !== ours.ino || there.dev !== ours.dev) throw new Error(`${path} was taken away or replaced`);
    if (ours.size !== this.#size)
      throw new Error(`${path} was changed by somebody else: llmsh audit verify says where`);
  }

  async #mark(torn: string): Promise<void> {
    const fields = { kind: 'torn', bytes: Buffer.byteLength(torn), sha256: sha256(torn) };
    // with the end of the line in one write: killed in between, the line would stand there whole and spoilt
    await this.#inTurn(() => this.#write(fields, '\n'));
  }
}

// end position of the newest archive; `undefined` if there is none
async function endOfArchives({ path, walks }: ChainOptions): Promise<ChainPosition | undefined> {
  const newest = (await listArchives(path)).at(-1);
  return newest === undefined ? undefined : (await walks.walk(newest, undefined)).last;
}
