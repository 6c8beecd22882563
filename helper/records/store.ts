import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import type { Journal } from '../journal.js';
import { auditChain } from './audit.js';
import { CallRecord } from './call-record.js';
import { ChainKeeper, type KeeperOptions } from './chain-keeper.js';
import { readHistory } from './history.js';
import { openKey } from './keyed.js';
import type { Records } from './records.js';
import { Rings } from './ring.js';

export interface StoreOptions {
  /** the helper's state directory, 0700 */
  readonly directory: string;
  readonly journal: Journal;
  readonly now?: () => Date;
  readonly living?: KeeperOptions['living'];
}

export interface RecordStore extends Records {
  readonly rings: Rings;
  readonly keeper: ChainKeeper;
}

/** opened once, by the only writer: after the name on the bus is ours */
export async function openRecords(options: StoreOptions): Promise<RecordStore> {
  const { directory, journal, living, now = () => new Date() } = options;
  await mkdir(directory, { recursive: true, mode: 0o700 });
  const keyed = await openKey(join(directory, 'key'));
  const rings = new Rings(join(directory, 'rings'));
  const keeper = new ChainKeeper({ directory, journal, now, ...(living && { living }) });
  return {
    rings,
    keeper,
    list: query => readHistory({ path: keeper.path, rings }, query),
    verify: hashes => auditChain(keeper.path, hashes),
    begin: start => new CallRecord(start, { rings, keeper, keyed, journal, now }),
    settle: () => keeper.settle(),
  };
}
