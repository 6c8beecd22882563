import { join } from 'node:path';
import type { Journal } from '../journal/journal.js';
import { Chain } from './chain.js';
import type { UnfinishedCall } from './interrupted.js';
import type { Digest, Fields } from './chain-entry.js';
import { Reserve } from './reserve.js';
import { ChainIndex } from './chain-index.js';
import type { ChainVerifier } from './chain-verifier.js';
import { OperatorError } from '../../interfaces/errors.js';

const MAX_UID_BYTES = 16 * 1024 * 1024;
const CLOSING_BYTES = 4096;
const SPARE_LINES = 4;

export interface KeeperOptions {
  readonly directory: string;
  readonly journal: Journal;
  readonly now: () => Date;
  readonly digest: Digest;
  readonly walks: ChainVerifier;
  readonly maxUidBytes?: number;
  /** returns those of the unfinished records whose work still runs, each with a promise of its outcome */
  readonly living?: (records: readonly string[]) => Promise<ReadonlyMap<string, Promise<string>>>;
  /** told of each record that an earlier process left without an end, and nobody carries on */
  readonly interrupted?: (call: UnfinishedCall) => Promise<void>;
}

/** the chain with what makes it safe to rely on: room for each end, a share for each uid, a stop after a lost line */
export class ChainKeeper {
  readonly #options: KeeperOptions;
  readonly #reserve: Reserve;
  readonly #open = new Set<string>();
  readonly #adopted: Promise<void>[] = [];
  #tally = new ChainIndex();
  #chain: Promise<Chain> | undefined;
  #blocked: string | undefined;

  constructor(options: KeeperOptions) {
    this.#options = options;
    this.#reserve = new Reserve(join(options.directory, 'reserve'));
  }

  get path(): string {
    return join(this.#options.directory, 'records.jsonl');
  }

  /** resolves when every record that an earlier process left without an end has one */
  async settle(): Promise<void> {
    await this.#ready();
    await Promise.all(this.#adopted);
  }

  /** on disk, with room for its end: only then may anything run */
  async begin(record: string, uid: number, fields: Fields): Promise<string> {
    try {
      const chain = await this.#ready();
      if (this.#blocked !== undefined) throw new Error(this.#blocked);
      this.#checkShare(uid);
      this.#open.add(record);
      await this.#reserve.hold(this.#open.size + SPARE_LINES);
      return await this.#append(chain, uid, { kind: 'authorized', record, uid, ...fields });
    } catch (error) {
      this.#open.delete(record);
      const reason = error instanceof Error ? error.message : 'unknown';
      throw new OperatorError('audit-failed', `the record could not be written, so nothing was done: ${reason}`);
    }
  }

  async end(record: string, uid: number, outcome: string): Promise<string> {
    const fields = closing(record, uid, outcome);
    try {
      const chain = await this.#ready();
      return await this.#append(chain, uid, fields).catch(async () => {
        await this.#reserve.free();
        return await this.#append(chain, uid, fields);
      });
    } catch {
      this.#blocked = `the end of record ${record} could not be written: mend the disk and restart llmos-operator`;
      throw new OperatorError('audit-failed', `it was done (${outcome}), but ${this.#blocked}`);
    } finally {
      this.#open.delete(record);
    }
  }

  /** in the chain when this process found it, or older than its file: no ring needs to tell its end */
  tells(call: UnfinishedCall): boolean {
    return this.#tally.has(call) || String(call.fields['at']) < this.#tally.since;
  }

  /** puts the present file aside, and everybody's share is whole again */
  async rotate(): Promise<string> {
    const chain = await this.#ready();
    if (this.#blocked !== undefined) throw new OperatorError('audit-failed', this.#blocked);
    const archive = await chain.rotate();
    this.#tally.bytes.clear();
    return archive;
  }

  async close(): Promise<void> {
    await (await this.#chain)?.close();
  }

  async #append(chain: Chain, uid: number, fields: Fields): Promise<string> {
    const before = chain.size;
    const hash = await chain.append(fields);
    const { bytes } = this.#tally;
    bytes.set(uid, (bytes.get(uid) ?? 0) + chain.size - before);
    return hash;
  }

  #checkShare(uid: number): void {
    const most = this.#options.maxUidBytes ?? MAX_UID_BYTES;
    if ((this.#tally.bytes.get(uid) ?? 0) + CLOSING_BYTES <= most) return;
    throw new Error(
      `the records of uid ${uid} fill their share of ${most} bytes: an administrator makes room with: llmsh audit rotate`,
    );
  }

  #ready(): Promise<Chain> {
    this.#chain ??= this.#load().catch((error: unknown) => {
      // tried again at the next call: a disk may be mended meanwhile
      this.#chain = undefined;
      throw error;
    });
    return this.#chain;
  }

  async #load(): Promise<Chain> {
    const { now, digest, walks } = this.#options;
    const tally = new ChainIndex();
    const { chain, broken } = await Chain.open({ path: this.path, now, digest, walks }, tally);
    // told, not mended: who broke it should not get a fresh start from us
    if (broken !== undefined) {
      this.#blocked = `${broken}; look into it, then move the file away while llmos-operator is stopped`;
      this.#options.journal.write('error', broken);
      return chain;
    }
    this.#tally = tally;
    await this.#settleAll(chain, tally.unclosed);
    return chain;
  }

  async #settleAll(chain: Chain, open: readonly UnfinishedCall[]): Promise<void> {
    const records = open.map(({ record }) => record);
    const living = open.length > 0 ? await this.#options.living?.(records) : undefined;
    for (const call of open) {
      const { record, uid } = call;
      const outcome = living?.get(record);
      if (outcome) this.#adopted.push(this.#adopt(record, uid, outcome));
      else {
        this.#tell(record, uid, await this.#append(chain, uid, closing(record, uid, 'interrupted')));
        this.#adopted.push(this.#options.interrupted?.(call).catch(() => {}) ?? Promise.resolve());
      }
    }
  }

  // its work outlived the process that began it: the end is what systemd says of it
  async #adopt(record: string, uid: number, outcome: Promise<string>): Promise<void> {
    this.#open.add(record);
    await this.end(record, uid, await outcome.catch(() => 'interrupted')).catch(() => {});
  }

  #tell(record: string, uid: number, hash: string): void {
    const chained = { LLMOS_HASH: hash, LLMOS_CHAIN: 1 } as const;
    const fields = { LLMOS_RECORD: record, LLMOS_CALLER_UID: uid, LLMOS_OUTCOME: 'interrupted', ...chained };
    this.#options.journal.write('warning', `the operator ended before record ${record} did`, fields);
  }
}

function closing(record: string, uid: number, outcome: string): Fields {
  return { kind: 'closed', record, uid, outcome };
}
