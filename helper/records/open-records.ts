import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import type { Journal } from '../journal/journal.js';
import { auditChain } from './verify-archives.js';
import { CallRecord } from './call-record.js';
import { ChainKeeper, type KeeperOptions } from './chain-keeper.js';
import { readHistory } from './history.js';
import { openKey } from './record-key.js';
import { closeRings, type UnfinishedCall } from './interrupted.js';
import type { Records } from './records.js';
import { BoundedLogs } from './bounded-log.js';
import { ChainVerifier } from './chain-verifier.js';

export interface StoreOptions {
  /** the helper's state directory, 0700 */
  readonly directory: string;
  readonly journal: Journal;
  readonly now?: () => Date;
  readonly living?: NonNullable<KeeperOptions['living']>;
  readonly interrupted?: (call: UnfinishedCall) => Promise<void>;
  readonly maxUidBytes?: number;
}

export interface RecordStore extends Records {
  readonly rings: BoundedLogs;
  readonly keeper: ChainKeeper;
}

/** opened once, by the only writer: after the name on the bus is ours */
export async function openRecords(options: StoreOptions): Promise<RecordStore> {
  const { directory, journal, now = () => new Date() } = options;
  await mkdir(directory, { recursive: true, mode: 0o700 });
  const keyed = await openKey(join(directory, 'key'));
  const rings = new BoundedLogs(join(directory, 'rings'));
  const walks = new ChainVerifier(keyed.digest);
  const keeper = new ChainKeeper({ ...options, now, digest: keyed.digest, walks });
  // until what earlier processes left is settled, a ring does not tell whose call is at work
  let begun: Set<string> | undefined = new Set();
  return {
    rings,
    keeper,
    list: query => readHistory({ path: keeper.path, rings }, query),
    verify: hashes => auditChain(keeper.path, hashes, walks),
    rotate: () => keeper.rotate(),
    begin: start => {
      begun?.add(start.id);
      return new CallRecord(start, { rings, keeper, keyed, journal, now });
    },
    settle: async () => {
      await Promise.all([keeper.settle(), rings.sweep()]);
      const isOther = (call: UnfinishedCall) => begun?.has(call.record) === true || keeper.tells(call);
      const left = await closeRings(rings, isOther, now());
      begun = undefined;
      await Promise.allSettled(left.map(async call => options.interrupted?.(call)));
    },
  };
}
