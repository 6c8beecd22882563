import { mkdtempSync, readFileSync, readdirSync, statSync, truncateSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { beforeEach, describe, expect, it } from 'vitest';
import { attack } from '../../attack/attack.js';
import { FileUndoStore } from '../../../helper/undo/file-store.js';

const bounds = { maxRecordBytes: 1000, maxTotalBytes: 5000, maxRecords: 100 };
const id = (index: number) => `abc${index.toString(36).padStart(2, '0')}-00000000`;
let directory: string;
let store: FileUndoStore;

beforeEach(() => {
  directory = join(mkdtempSync(join(tmpdir(), 'undo-')), 'undo');
  store = new FileUndoStore(directory);
});

function save(index: number, size: number, uid = 1000, undoes?: string): Promise<void> {
  const inverse = { action: 'restore-file', params: { path: '/a' }, bytes: Buffer.alloc(size, 7), expect: {} };
  return store.save({ record: id(index), uid, undoes, inverse, bounds });
}

describe('what undo needs', () => {
  it('is on disk for nobody but root, and found by the next process', async () => {
    await save(1, 10);
    await store.finish(id(1));
    expect(statSync(directory).mode & 0o777).toBe(0o700);
    expect(readdirSync(directory).map(name => statSync(join(directory, name)).mode & 0o777)).toEqual([0o600, 0o600]);
    const found = await new FileUndoStore(directory).find(id(1));
    expect(found).toMatchObject({ uid: 1000, state: 'ready', inverse: { action: 'restore-file', expect: {} } });
    expect(found?.inverse.bytes).toEqual(Buffer.alloc(10, 7));
  });

  it('leaves nothing of files that a killed operator had half written', async () => {
    await save(1, 10);
    const left = [`${id(1)}.json.new`, `${id(2)}.bytes.new`, `${id(3)}.bytes`];
    for (const name of left) writeFileSync(join(directory, name), 'half');
    const next = new FileUndoStore(directory);
    expect((await next.find(id(1)))?.inverse.bytes).toEqual(Buffer.alloc(10, 7));
    expect(readdirSync(directory).toSorted()).toEqual([`${id(1)}.bytes`, `${id(1)}.json`]);
  });

  it('of a call that was killed stays open', async () => {
    await save(1, 10);
    expect((await new FileUndoStore(directory).find(id(1)))?.state).toBe('open');
  });

  it('stays inside its bound, the oldest going first', async () => {
    for (let index = 0; index < 12; index += 1) await save(index, 900);
    const kept = Array.from((await store.states()).keys());
    expect(kept).not.toContain(id(0));
    expect(kept.at(-1)).toBe(id(11));
    const used = readdirSync(directory).reduce((sum, name) => sum + statSync(join(directory, name)).size, 0);
    expect(used).toBeLessThanOrEqual(bounds.maxTotalBytes);
  });

  attack(
    'what is kept beside it in another place counts, so that no disk is filled with it',
    { without: 'not counted: three applied rehearsals kept 600 MB where 256 MB was the bound', tries: 12 },
    async () => {
      for (let index = 0; index < 12; index += 1) {
        const inverse = { action: 'undo-changes', params: {}, expect: {}, elsewhere: 2300 };
        await store.save({ record: id(index), uid: 1000, undoes: undefined, inverse, bounds });
      }
      expect(Array.from((await store.states()).keys())).toEqual([id(10), id(11)]);
      expect((await new FileUndoStore(directory).states()).size).toBe(2);
    },
  );

  it('of somebody who keeps little is not pushed out by who keeps much', async () => {
    await save(0, 500, 1001);
    for (let index = 1; index < 20; index += 1) await save(index, 900, 1000);
    expect((await store.states()).has(id(0))).toBe(true);
  });

  it('is dropped where nothing was changed', async () => {
    await save(1, 10);
    await store.drop(id(1));
    await store.drop(id(2));
    expect([await store.find(id(1)), readdirSync(directory)]).toEqual([undefined, []]);
  });

  attack(
    'grows by small entries until nothing can be changed any more',
    {
      without: 'only bytes counted: 2,000 entries of one person stayed, all read at once by each start',
      tries: 2000,
      fast: 400,
    },
    async ({ tries }) => {
      await save(0, 0, 1001);
      const template = JSON.parse(readFileSync(join(directory, `${id(0)}.json`), 'utf8'));
      for (let index = 1; index <= tries; index += 1) {
        const record = `abd${index.toString(36).padStart(4, '0')}-00000000`;
        writeFileSync(join(directory, `${record}.json`), JSON.stringify({ ...template, record, uid: 1000, bytes: -1 }));
      }
      store = new FileUndoStore(directory);
      await store.save({
        record: 'abe0000-00000000',
        uid: 1000,
        undoes: undefined,
        inverse: { action: 'delete-file', params: {}, expect: {} },
        bounds: { ...bounds, maxTotalBytes: 2 ** 28 },
      });
      const kept = Array.from((await store.states()).keys());
      expect([kept.length, kept.includes(id(0)), kept.at(-1)]).toEqual([101, true, 'abe0000-00000000']);
      expect(readdirSync(directory).filter(name => name.endsWith('.json'))).toHaveLength(101);
    },
  );

  it('is not kept where it is too big', async () => {
    await save(1, 1001);
    expect(await store.find(id(1))).toBeUndefined();
  });

  it('is refused where it is damaged', async () => {
    await save(1, 10);
    truncateSync(join(directory, `${id(1)}.bytes`), 3);
    await expect(store.find(id(1))).rejects.toThrow(/damaged/);
  });

  it('is not read from what somebody else put there', async () => {
    await save(1, 10);
    writeFileSync(join(directory, 'abc99-00000000.json'), '{"record":"../x"}');
    writeFileSync(join(directory, 'abc98-00000000.json'), 'cut o');
    expect(Array.from((await new FileUndoStore(directory).states()).keys())).toEqual([id(1)]);
  });

  it('names the last call of a uid that took nothing back and was not taken back', async () => {
    await save(1, 1);
    await save(2, 1);
    await save(3, 1, 1001);
    await save(4, 1, 1000, id(2));
    await store.markUndone(id(2));
    expect(await store.latest(1000)).toBe(id(1));
    expect(await store.latest(1002)).toBeUndefined();
  });

  it('is not half saved on a full disk: nothing may be changed then', async () => {
    writeFileSync(directory, 'not a directory');
    await expect(save(1, 10)).rejects.toThrow();
  });
});
