import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { open } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, vi } from 'vitest';
import { FileCheckpointStore } from '../../../helper/checkpoint/file-reverts.js';
import { openRecords } from '../../../helper/records/open-records.js';
import { FileUndoStore } from '../../../helper/undo/file-store.js';
import { attack } from '../../attack/attack.js';

const journal = { write: () => {} };
const RECORD = 'mabc-00000000';
// each where a moment of the code leaves one when the process is killed there
const HALF = [
  'records.jsonl.new',
  'rings/1000.jsonl.new',
  `reverts/${RECORD}.new`,
  `changed/${RECORD}.new`,
  `undo/${RECORD}.json.new`,
  `undo/${RECORD}.bytes.new`,
  `undo/${RECORD}.bytes`,
];

let directory: string;
beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), 'llmos-half-'));
});
afterEach(() => {
  vi.restoreAllMocks();
  rmSync(directory, { recursive: true });
});

/** startup of the next helper, before its first call */
async function startNext(): Promise<void> {
  const records = await openRecords({ directory, journal });
  await records.settle?.();
  await records.keeper.close();
  const timer = { start: async () => {}, stop: async () => {} };
  expect(await new FileCheckpointStore({ directory, runtime: directory, timer }).takenBack()).toEqual([]);
  expect((await new FileUndoStore(join(directory, 'undo')).states()).size).toBe(0);
}

const files = () =>
  readdirSync(directory, { recursive: true, withFileTypes: true }).flatMap(entry =>
    entry.isFile() ? [entry.name] : [],
  );

describe('an operator that is killed', () => {
  attack(
    'leaves half files of records, reverts or undo that stay for good',
    { without: 'with nothing swept but undo, four of the seven stayed', tries: HALF.length },
    async () => {
      for (const name of HALF) {
        mkdirSync(dirname(join(directory, name)), { recursive: true });
        writeFileSync(join(directory, name), 'half');
      }
      await startNext();
      expect(files().toSorted()).toEqual(['key', 'records.jsonl']);
    },
  );

  attack(
    'while it makes the key leaves half of one, which stops all later starts',
    { without: 'with the key written in its own place, the next start called it damaged' },
    async () => {
      const probe = await open(directory, 'r');
      const prototype: { writeFile: (bytes: Buffer) => Promise<void> } = Object.getPrototypeOf(probe);
      await probe.close();
      vi.spyOn(prototype, 'writeFile').mockRejectedValueOnce(new Error('killed'));
      await expect(openRecords({ directory, journal })).rejects.toThrow('killed');
      await startNext();
      expect(readFileSync(join(directory, 'key'))).toHaveLength(32);
    },
  );
});
