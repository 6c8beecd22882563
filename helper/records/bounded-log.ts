import { appendFileSync } from 'node:fs';
import { mkdir, open, readFile, readdir, rename, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { sweepUnfinished, UNFINISHED } from '../durable-file.js';
import type { Fields } from './chain-entry.js';
import { KeyedSerialQueue } from '../serial-queue.js';

const MAX_BYTES = 128 * 1024;

/** a small file for each uid with what asks nobody or was refused: who fills it loses only their own oldest lines */
export class BoundedLogs {
  readonly #directory: string;
  readonly #sizes = new Map<number, number>();
  readonly #queues = new KeyedSerialQueue();
  #swept: Promise<void> = Promise.resolve();

  constructor(directory: string) {
    this.#directory = directory;
  }

  append(uid: number, fields: Fields): Promise<void> {
    return this.#queues.run(uid, async () => {
      await this.#swept;
      await this.#write(uid, `${JSON.stringify(fields)}\n`);
    });
  }

  /** resolves when what was appended for a uid is on disk */
  async sync(uid: number): Promise<void> {
    await this.#queues.run(uid, async () => {});
    const file = await open(this.#path(uid), 'r+');
    await file.datasync().finally(() => file.close());
  }

  /** takes away what an earlier process left half shortened */
  sweep(): Promise<void> {
    this.#swept = sweepUnfinished(this.#directory).catch(() => {});
    return this.#swept;
  }

  /** the lines of one uid, oldest first; what was cut off is left out */
  async read(uid: number): Promise<Fields[]> {
    const text = await readFile(this.#path(uid), 'utf8').catch(() => '');
    return text.split('\n').flatMap(parseLine);
  }

  /** everybody who has a ring */
  async uids(): Promise<number[]> {
    const names = await readdir(this.#directory).catch(() => []);
    return names.flatMap(name => (/^\d+\.jsonl$/.test(name) ? [Number.parseInt(name, 10)] : []));
  }

  async #write(uid: number, line: string): Promise<void> {
    const path = this.#path(uid);
    const size = this.#sizes.get(uid) ?? (await this.#sizeOf(path));
    if (size + line.length > MAX_BYTES) await this.#shorten(uid);
    // a line is the work of a moment: three turns of the thread pool cost the caller many times that
    appendFileSync(path, line, { mode: 0o600 });
    this.#sizes.set(uid, (this.#sizes.get(uid) ?? size) + Buffer.byteLength(line));
  }

  async #shorten(uid: number): Promise<void> {
    const lines = (await this.read(uid)).map(fields => `${JSON.stringify(fields)}\n`);
    const kept = lines.slice(Math.ceil(lines.length / 2)).join('');
    const path = this.#path(uid);
    await writeFile(path + UNFINISHED, kept, { mode: 0o600 });
    await rename(path + UNFINISHED, path);
    this.#sizes.set(uid, Buffer.byteLength(kept));
  }

  async #sizeOf(path: string): Promise<number> {
    await mkdir(this.#directory, { recursive: true, mode: 0o700 });
    const { size } = await stat(path).catch(() => ({ size: 0 }));
    return size;
  }

  #path(uid: number): string {
    return join(this.#directory, `${uid}.jsonl`);
  }
}

function parseLine(line: string): Fields[] {
  try {
    return line === '' ? [] : [JSON.parse(line)];
  } catch {
    return [];
  }
}
