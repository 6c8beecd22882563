import { mkdir, readFile, readdir, unlink } from 'node:fs/promises';
import { join } from 'node:path';
import { UNFINISHED, putFile } from '../durable-file.js';
import { byAge, entrySchema, surplus, toRow, type Entry, type Row } from './rows.js';
import type { SaveRequest, UndoEntry, UndoState, UndoStore } from './undo-store.js';
import { OperatorError } from '../../interfaces/errors.js';
import { SerialQueue } from '../serial-queue.js';

const ENTRY = '.json';
const BYTES = '.bytes';

/** one small file for each call that can be taken back, and one beside it with the bytes that go back */
export class FileUndoStore implements UndoStore {
  readonly #directory: string;
  #rows: Promise<Map<string, Row>> | undefined;
  readonly #queue = new SerialQueue();

  constructor(directory: string) {
    this.#directory = directory;
  }

  save(request: SaveRequest): Promise<void> {
    return this.#inTurn(async () => {
      const { record, uid, undoes, inverse, bounds } = request;
      const bytes = inverse.bytes?.length ?? -1;
      if (bytes > bounds.maxRecordBytes) return;
      const rows = await this.#load();
      const { action, params, expect } = inverse;
      const entry: Entry = {
        record,
        uid,
        state: rows.get(record)?.state ?? 'open',
        undoes,
        action,
        params,
        expect,
        bytes,
        ...(inverse.elsewhere !== undefined && { elsewhere: inverse.elsewhere }),
      };
      try {
        await this.#makeRoom(entry, bounds);
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
    if (this.#rows) await this.#setState(record, 'ready');
  }

  drop(record: string): Promise<void> {
    return this.#inTurn(async () => {
      if (this.#rows) await this.#remove(record);
    });
  }

  markUndone(record: string): Promise<void> {
    return this.#setState(record, 'done');
  }

  async find(record: string): Promise<UndoEntry | undefined> {
    const row = (await this.#load()).get(record);
    const entry = row && (await this.#readEntry(record));
    if (!entry) return undefined;
    const { uid, state, action, params, expect, bytes } = entry;
    const inverse = { action, params, expect };
    if (bytes < 0) return { record, uid, state, inverse };
    const saved = await readFile(join(this.#directory, record + BYTES));
    if (saved.length !== bytes) throw new OperatorError('failed', `what was saved for record ${record} is damaged`);
    return { record, uid, state, inverse: { ...inverse, bytes: saved } };
  }

  async states(): Promise<ReadonlyMap<string, UndoState>> {
    const rows = await this.#load();
    return new Map(Array.from(rows.values(), ({ record, state }) => [record, state]));
  }

  async latest(uid: number): Promise<string | undefined> {
    const rows = Array.from((await this.#load()).values()).filter(row => row.uid === uid);
    const open = rows.filter(({ state, undoes }) => state !== 'done' && undoes === undefined);
    return open
      .map(({ record }) => record)
      .toSorted(byAge)
      .at(-1);
  }

  #setState(record: string, state: UndoState): Promise<void> {
    return this.#inTurn(async () => {
      const row = (await this.#load()).get(record);
      if (!row || row.state === state) return;
      const entry = await this.#readEntry(record);
      if (entry) await this.#write({ ...entry, state });
    });
  }

  async #makeRoom(fresh: Entry, bounds: SaveRequest['bounds']): Promise<void> {
    const others = Array.from((await this.#load()).values()).filter(({ record }) => record !== fresh.record);
    for (const record of surplus([...others, toRow(fresh)], bounds)) await this.#remove(record);
  }

  async #remove(record: string): Promise<void> {
    (await this.#load()).delete(record);
    await unlink(join(this.#directory, record + ENTRY)).catch(() => {});
    await unlink(join(this.#directory, record + BYTES)).catch(() => {});
  }

  async #write(entry: Entry): Promise<void> {
    await putFile(this.#directory, entry.record + ENTRY, JSON.stringify(entry));
    (await this.#load()).set(entry.record, toRow(entry));
  }

  #load(): Promise<Map<string, Row>> {
    this.#rows ??= this.#read().catch((error: unknown) => {
      this.#rows = undefined;
      throw error;
    });
    return this.#rows;
  }

  // one after the other: however many there are, one file is open
  async #read(): Promise<Map<string, Row>> {
    await mkdir(this.#directory, { recursive: true, mode: 0o700 });
    const all = await readdir(this.#directory);
    const records = all.filter(name => name.endsWith(ENTRY)).map(name => name.slice(0, -ENTRY.length));
    await this.#sweep(all, new Set(records));
    const rows = new Map<string, Row>();
    for (const record of records.toSorted(byAge)) {
      const entry = await this.#readEntry(record);
      if (entry) rows.set(record, toRow(entry));
    }
    return rows;
  }

  // a file that was cut off or damaged, or names another record, takes nothing back
  async #readEntry(record: string): Promise<Entry | undefined> {
    const text = await readFile(join(this.#directory, record + ENTRY), 'utf8');
    try {
      const entry = entrySchema.parse(JSON.parse(text));
      return entry.record === record ? entry : undefined;
    } catch {
      return undefined;
    }
  }

  // half a file, or bytes that no entry names: left by an operator that was killed between them
  async #sweep(all: readonly string[], records: ReadonlySet<string>): Promise<void> {
    const kept = (name: string): boolean =>
      !name.endsWith(UNFINISHED) && (!name.endsWith(BYTES) || records.has(name.slice(0, -BYTES.length)));
    for (const name of all.filter(name => !kept(name))) await unlink(join(this.#directory, name)).catch(() => {});
  }

  #inTurn<T>(work: () => Promise<T>): Promise<T> {
    return this.#queue.run(work);
  }
}
