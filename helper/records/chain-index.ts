import type { UnfinishedCall } from './interrupted.js';
import type { Head, ChainEntry } from './chain-entry.js';
import { CONTINUED } from './verify.js';

/** all that a tally knows, to be written down */
export interface TallyState {
  readonly lines: number;
  readonly since: string;
  readonly seen: readonly string[];
  readonly bytes: readonly (readonly [uid: number, bytes: number])[];
  readonly unclosed: readonly UnfinishedCall[];
}

/** facts about the calls of a chain, gathered while it is verified, so that its lines need not be kept */
export class ChainIndex {
  readonly seen = new Set<string>();
  readonly bytes = new Map<number, number>();
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
    return { lines: this.#lines, since, seen: [...this.seen], bytes: [...this.bytes], unclosed };
  }

  readonly see = (link: ChainEntry): void => {
    const { kind, record, uid } = link.head;
    if (this.#lines === 0 && kind === CONTINUED) this.#since = String(link.fields['at']);
    this.#lines += 1;
    this.bytes.set(uid, (this.bytes.get(uid) ?? 0) + link.size);
    this.seen.add(record);
    if (kind === 'authorized') this.#open.set(record, link);
    if (kind === 'closed') this.#open.delete(record);
  };

  /** goes on from what another one knew; for one that has seen nothing yet */
  restore({ lines, since, seen, bytes, unclosed }: TallyState): void {
    this.#lines = lines;
    this.#since = since;
    for (const record of seen) this.seen.add(record);
    for (const [uid, size] of bytes) this.bytes.set(uid, size);
    for (const { fields, ...head } of unclosed) this.#open.set(head.record, { head, fields });
  }
}
