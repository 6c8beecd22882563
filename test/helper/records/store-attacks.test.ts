import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect } from 'vitest';
import type { Tier } from '../../../helper/call/types.js';
import { openRecords, type RecordStore } from '../../../helper/records/open-records.js';
import { OperatorError } from '../../../interfaces/errors.js';
import { writeFile } from '../../../helper/actions/files/write-file.js';
import { attack } from '../../attack/attack.js';
import { subjectOf } from '../actions/call-action.js';
import { MountSpace } from '../worker/mount-space.js';

const ask = { any: 'auth_admin', inactive: 'auth_admin', active: 'auth_admin' } as const;
const TIER: Tier = { name: 'write', description: '', message: '', defaults: ask, runsAs: 'root' };
const hashes: string[] = [];
const journal = {
  write: (_: string, __: string, fields: { readonly LLMOS_HASH?: string } = {}) => {
    if (fields.LLMOS_HASH !== undefined) hashes.push(fields.LLMOS_HASH);
  },
};

let directory: string;
let store: RecordStore | undefined;
let calls = 0;

beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), 'store-attacks-'));
  hashes.length = 0;
});
afterEach(async () => {
  await store?.keeper.close();
  rmSync(directory, { recursive: true, force: true });
});

async function open(at = directory, maxUidBytes?: number): Promise<RecordStore> {
  store = await openRecords({ directory: at, journal, ...(maxUidBytes !== undefined && { maxUidBytes }) });
  return store;
}

/** a call as the service makes it: what it changes comes between the two lines of its record */
async function call(uid: number, change: () => void, params: object = {}): Promise<string> {
  calls += 1;
  const id = `c-${calls}`;
  const record = (store ?? expect.fail()).begin({
    id,
    action: 'write-file',
    subject: subjectOf({ uid }),
    params,
    hidden: writeFile.hidden,
  });
  await record.asking(TIER, {});
  await record.authorized();
  change();
  await record.close('done');
  return id;
}

const codeOf = (error: unknown) => (error instanceof OperatorError ? error.code : String(error));

describe('the records', () => {
  attack(
    'of others are neither pushed out nor held up by who fills the share of one uid, and an administrator has a way on',
    {
      without: 'one share for all: the others were refused; rings in one file: their lines went',
      tries: 600,
      fast: 150,
    },
    async ({ tries }) => {
      const records = await open(directory, 40_000);
      const { rings } = records;
      const first = await call(1001, () => {});
      await rings.append(1001, { record: 'ring-of-1001' });
      const refused: string[] = [];
      for (let at = 0; at < tries; at += 1) {
        await rings.append(1000, { record: 'noise', text: 'x'.repeat(900) });
        await call(1000, () => {}, { text: 'x'.repeat(200) }).catch((error: unknown) => refused.push(codeOf(error)));
      }
      expect(new Set(refused)).toEqual(new Set(['audit-failed']));
      await call(1001, () => {});
      expect(readFileSync(join(directory, 'records.jsonl'), 'utf8')).toContain(`"record":"${first}"`);
      expect(await rings.read(1001)).toContainEqual({ record: 'ring-of-1001' });
      await records.rotate();
      await call(1000, () => {});
      expect((await records.verify(hashes)).intact).toBe(true);
    },
  );

  describe.runIf(process.getuid?.() === 0)('on a disk of their own', () => {
    let space: MountSpace;
    beforeEach(async () => {
      space = await MountSpace.start('mount -t tmpfs -o size=300k none /mnt; mkdir -m 700 /mnt/state');
    });
    afterEach(async () => {
      await store?.keeper.close();
      store = undefined;
      await space.stop();
    });

    attack(
      'tell of each change although the disk is filled under them at any moment',
      {
        without: 'no reserve for ends: they were lost; a failed line not awaited: changes without a record',
        tries: 120,
        fast: 25,
      },
      async ({ tries }) => {
        const fill = space.at('/mnt/fill');
        for (let round = 0; round < tries; round += 1) {
          await open(space.at('/mnt/state'));
          hashes.length = 0;
          const changed: string[] = [];
          const moment = 2 + Math.floor(Math.random() * 20);
          for (let at = 0; at < 30; at += 1) {
            if (at === moment) await space.sh('head -c 1M /dev/zero >/mnt/fill 2>/dev/null || true');
            // and once more in the middle of a call, after its first line
            const change = () => {
              changed.push(`c-${calls}`);
              if (at === moment - 1) fillUp(fill);
            };
            await call(1000 + (at % 3), change).catch(() => {});
          }
          const file = readFileSync(space.at('/mnt/state/records.jsonl'), 'utf8');
          for (const id of changed)
            expect(file, `${id} is not on record`).toContain(`"kind":"authorized","record":"${id}"`);
          for (const id of changed) expect(file, `${id} has no end`).toContain(`"kind":"closed","record":"${id}"`);
          expect((await store?.verify(hashes))?.intact).toBe(true);
          await store?.keeper.close();
          await space.sh('rm -rf /mnt/fill /mnt/state/*');
        }
      },
    );
  });

  function fillUp(path: string): void {
    mkdirSync(join(path, '..'), { recursive: true });
    for (let size = 65_536; size >= 512; size /= 2) {
      try {
        for (;;) writeFileSync(path, Buffer.alloc(size), { flag: 'a' });
      } catch {
        // full for pieces of this size
      }
    }
  }
});
