import { mkdir, readFile, readdir, unlink } from 'node:fs/promises';
import { join } from 'node:path';
import * as z from 'zod';
import { UNFINISHED, putFile } from '../durable-file.js';
import type { SaveRequest, UndoEntry, UndoState, UndoStore } from './undo-store.js';
import { OperatorError } from '../../interfaces/errors.js';

const RECORD = /^[a-z0-9]{1,16}-[0-9a-f]{8}$/;
const ENTRY = '.json';
const BYTES = '.bytes';

const entrySchema = z.strictObject({
  record: z.string().regex(RECORD),
  uid: z.uint32(),
  state: z.enum(['open', 'ready', 'done']),
  undoes: z.string().optional(),
  action: z.string(),
  params: z.record(z.string(), z.unknown()),
  expect: z.record(z.string(), z.string()),
  /** of the file beside it; -1 where there is none */
  bytes: z.int().min(-1),
});

type Entry = z.infer<typeof entrySchema>;

/** one small file for each call that can be taken back, and one beside it with the bytes that go back */
export class FileUndoStore implements UndoStore {
  readonly #directory: string;
  #entries: Promise<Map<string, Entry>> | undefined;
  #queue: Promise<unknown> = Promise.resolve();

  constructor(directory: string) {
    this.#directory = directory;
  }

  save(request: SaveRequest): Promise<void> {
    return this.#inTurn(async () => {
      const { record, uid, undoes, inverse, bounds } = request;
      const bytes = inverse.bytes?.length ?? -1;
      if (bytes > bounds.maxRecordBytes) return;
      const entries = await this.#load();
      const { action, params, expect } = inverse;
      const entry: Entry = {
        record,
        uid,
        state: entries.get(record)?.state ?? 'open',
        undoes,
        action,
        params,
        expect,
        bytes,
      };
      try {
        await this.#makeRoom(entry, bounds.maxTotalBytes);
        if (inverse.bytes) await putFile(this.#directory, record + BYTES, inverse.bytes);
        await this.#write(entry);
      } catch {
        throw new OperatorError(
          'failed',
          'what would take it back could not be saved, so nothing was done: is the disk full?',
        );
      }
    });
  }

  async finish(record: string): Promise<void> {
    // most calls save nothing, and need not read what others saved
    if (this.#entries) await this.#setState(record, 'ready');
  }

  markUndone(record: string): Promise<void> {
    return this.#setState(record, 'done');
  }

  async find(record: string): Promise<UndoEntry | undefined> {
    const entry = (await this.#load()).get(record);
    if (!entry) return undefined;
    const { uid, state, action, params, expect, bytes } = entry;
    const inverse = { action, params, expect };
    if (bytes < 0) return { record, uid, state, inverse };
    const saved = await readFile(join(this.#directory, record + BYTES));
    if (saved.length !== bytes) throw new OperatorError('failed', `what was saved for record ${record} is damaged`);
    return { record, uid, state, inverse: { ...inverse, bytes: saved } };
  }

  async states(): Promise<ReadonlyMap<string, UndoState>> {
    const entries = await this.#load();
    return new Map(Array.from(entries.values(), ({ record, state }) => [record, state]));
  }

  async latest(uid: number): Promise<string | undefined> {
    const entries = Array.from((await this.#load()).values()).filter(entry => entry.uid === uid);
    const open = entries.filter(({ state, undoes }) => state !== 'done' && undoes === undefined);
    return open
      .map(({ record }) => record)
      .toSorted(byAge)
      .at(-1);
  }

  #setState(record: string, state: UndoState): Promise<void> {
    return this.#inTurn(async () => {
      const entry = (await this.#load()).get(record);
      if (entry && entry.state !== state) await this.#write({ ...entry, state });
    });
  }

  // nobody's records push out those of others who keep less
  async #makeRoom(fresh: Entry, total: number): Promise<void> {
    const entries = await this.#load();
    const others = Array.from(entries.values()).filter(({ record }) => record !== fresh.record);
    let used = others.map(sizeOf).reduce((sum, size) => sum + size, sizeOf(fresh));
    while (used > total) {
      const oldest = oldestOfMost(others.filter(({ record }) => entries.has(record)));
      if (!oldest) return;
      used -= sizeOf(oldest);
      await this.#drop(oldest);
    }
  }

  async #drop({ record }: Entry): Promise<void> {
    (await this.#load()).delete(record);
    await unlink(join(this.#directory, record + ENTRY)).catch(() => {});
    await unlink(join(this.#directory, record + BYTES)).catch(() => {});
  }

  async #write(entry: Entry): Promise<void> {
    await putFile(this.#directory, entry.record + ENTRY, JSON.stringify(entry));
    (await this.#load()).set(entry.record, entry);
  }

  #load(): Promise<Map<string, Entry>> {
    this.#entries ??= this.#read().catch((error: unknown) => {
      this.#entries = undefined;
      throw error;
    });
    return this.#entries;
  }

  async #read(): Promise<Map<string, Entry>> {
    await mkdir(this.#directory, { recursive: true, mode: 0o700 });
    const all = await readdir(this.#directory);
    const names = all.filter(name => name.endsWith(ENTRY)).toSorted(byAge);
    await this.#sweep(all, new Set(names.map(name => name.slice(0, -ENTRY.length))));
    const found = await Promise.all(names.map(name => readFile(join(this.#directory, name), 'utf8').then(parseEntry)));
    return new Map(found.flatMap(entry => (entry ? [[entry.record, entry] as const] : [])));
  }

  // half a file, or bytes that no entry names: left by an operator that was killed between them
  async #sweep(all: readonly string[], records: ReadonlySet<string>): Promise<void> {
    const kept = (name: string): boolean =>
      !name.endsWith(UNFINISHED) && (!name.endsWith(BYTES) || records.has(name.slice(0, -BYTES.length)));
    const left = all.filter(name => !kept(name));
    await Promise.all(left.map(name => unlink(join(this.#directory, name)).catch(() => {})));
  }

  #inTurn<T>(work: () => Promise<T>): Promise<T> {
    const turn = this.#queue.then(work);
    this.#queue = turn.catch(() => {});
    return turn;
  }
}

const sizes = new WeakMap<Entry, number>();

// both files; counted once, since all are asked about at each saving
function sizeOf(entry: Entry): number {
  const size = sizes.get(entry) ?? Math.max(entry.bytes, 0) + JSON.stringify(entry).length;
  sizes.set(entry, size);
  return size;
}

function oldestOfMost(entries: readonly Entry[]): Entry | undefined {
  const shares = new Map<number, number>();
  for (const entry of entries) shares.set(entry.uid, (shares.get(entry.uid) ?? 0) + sizeOf(entry));
  const [most] = Array.from(shares).toSorted(([, one], [, other]) => other - one);
  const theirs = entries.filter(({ uid }) => uid === most?.[0]);
  return theirs.toSorted((one, other) => byAge(one.record, other.record))[0];
}

// ids begin with the time, in digits of base 36
function byAge(one: string, other: string): number {
  const [first = '', second = ''] = [one, other].map(id => id.split('-')[0] ?? '');
  return first.length - second.length || (first < second ? -1 : Number(first > second));
}

// a file that was cut off or damaged takes nothing back
function parseEntry(text: string): Entry | undefined {
  try {
    return entrySchema.parse(JSON.parse(text));
  } catch {
    return undefined;
  }
}
