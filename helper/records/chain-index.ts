import type { UnfinishedCall } from './interrupted.js';
import type { Head, ChainEntry } from './chain-entry.js';
import { CONTINUED } from './verify.js';

/**
 * records kept of each uid, the latest. a ring is what asks for them: it has room for fewer, and each record of the chain
 * has a line in it first
 */
const MOST_SEEN = 1024;

/** all that a tally knows, to be written down */
export interface TallyState {
  readonly lines: number;
  readonly since: string;
  readonly seen: readonly (readonly [uid: number, records: readonly string[]])[];
  readonly bytes: readonly (readonly [uid: number, bytes: number])[];
  readonly unclosed: readonly UnfinishedCall[];
}

/** facts about the calls of a chain, gathered while it is verified, so that its lines need not be kept */
export class ChainIndex {
  readonly bytes = new Map<number, number>();
  readonly #seen = new Map<number, Set<string>>();
  readonly #open = new Map<string, Pick<ChainEntry, 'fields'> & { readonly head: Omit<Head, 'kind'> }>();
  #lines = 0;
  #since = '';

  /** when its file was begun, where it goes on from another one */
  get since(): string {
    return this.#since;
  }

  /** calls without an end, in their order */
  get unclosed(): UnfinishedCall[] {
    return Array.from(this.#open.values(), ({ head: { record, uid }, fields }) => ({ record, uid, fields }));
  }

  get state(): TallyState {
    const { since, unclosed } = this;
    return {
      lines: this.#lines,
      since,
      seen: Array.from(this.#seen, ([uid, records]) => [uid, [...records]] as const),
      bytes: [...this.bytes],
      unclosed,
    };
  }

  /** whether a record of a uid is in the chain, as far as a ring can still ask for it */
  has({ record, uid }: Pick<UnfinishedCall, 'record' | 'uid'>): boolean {
    return this.#seen.get(uid)?.has(record) === true;
  }

  readonly see = (link: ChainEntry): void => {
    const { kind, record, uid } = link.head;
    if (this.#lines === 0 && kind === CONTINUED) this.#since = String(link.fields['at']);
    this.#lines += 1;
    this.bytes.set(uid, (this.bytes.get(uid) ?? 0) + link.size);
    this.#remember(uid, record);
    if (kind === 'authorized') this.#open.set(record, link);
    if (kind === 'closed') this.#open.delete(record);
  };

  /** goes on from what another one knew; for one that has seen nothing yet */
  restore({ lines, since, seen, bytes, unclosed }: TallyState): void {
    this.#lines = lines;
    this.#since = since;
    for (const [uid, records] of seen) for (const record of records) this.#remember(uid, record);
    for (const [uid, size] of bytes) this.bytes.set(uid, size);
    for (const { fields, ...head } of unclosed) this.#open.set(head.record, { head, fields });
  }

  #remember(uid: number, record: string): void {
    const records = this.#seen.get(uid) ?? new Set();
    this.#seen.set(uid, records.add(record));
    // a set keeps the order in which it was filled
    const [oldest = ''] = records;
    if (records.size > MOST_SEEN) records.delete(oldest);
  }
}
