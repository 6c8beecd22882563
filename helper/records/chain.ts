import { open, type FileHandle } from 'node:fs/promises';
import { formatLink, sha256, type Fields, type Link } from './link.js';
import { verifyChain } from './verify.js';

export interface ChainOptions {
  readonly path: string;
  readonly now: () => Date;
}

/** the hash-chained file: one writer, each line on disk before the next step is taken */
export class Chain {
  readonly #file: FileHandle;
  readonly #now: () => Date;
  #lastHash: string;
  #count: number;
  #size: number;
  #queue: Promise<unknown> = Promise.resolve();

  private constructor(
    file: FileHandle,
    options: ChainOptions,
    state: { lastHash: string; count: number; size: number },
  ) {
    this.#file = file;
    this.#now = options.now;
    this.#lastHash = state.lastHash;
    this.#count = state.count;
    this.#size = state.size;
  }

  /** reads what is there; a line that was cut off stays, and is told of in the next one */
  static async open(
    options: ChainOptions,
  ): Promise<{ chain: Chain; links: readonly Link[]; broken: string | undefined }> {
    const file = await open(options.path, 'a+', 0o600);
    const text = await file.readFile('utf8');
    const { links, lastHash, torn, broken } = verifyChain(text);
    const state = { lastHash, count: Number(links.at(-1)?.fields['n'] ?? 0), size: Buffer.byteLength(text) };
    const chain = new Chain(file, options, state);
    if (torn !== '') await chain.#mark(torn);
    const told = broken && `line ${broken.line} of ${options.path} is broken: ${broken.reason}`;
    return { chain, links, broken: told };
  }

  get size(): number {
    return this.#size;
  }

  /** resolves with the hash once the line is on disk; nothing is in the chain where it rejects */
  append(fields: Fields): Promise<string> {
    const turn = this.#queue.then(() => this.#write(fields));
    this.#queue = turn.catch(() => {});
    return turn;
  }

  async close(): Promise<void> {
    await this.#queue;
    await this.#file.close();
  }

  async #write(fields: Fields): Promise<string> {
    const numbered = { n: this.#count + 1, at: this.#now().toISOString(), ...fields };
    const { line, hash } = formatLink(this.#lastHash, numbered);
    try {
      await this.#file.appendFile(line);
      await this.#file.datasync();
    } catch (error) {
      // half a line is taken back, so that the chain goes on from where it was
      await this.#file.truncate(this.#size).catch(() => {});
      throw error;
    }
    this.#size += Buffer.byteLength(line);
    this.#count += 1;
    this.#lastHash = hash;
    return hash;
  }

  async #mark(torn: string): Promise<void> {
    await this.#file.appendFile('\n');
    this.#size += 1;
    await this.append({ kind: 'torn', bytes: Buffer.byteLength(torn), sha256: sha256(torn) });
  }
}
