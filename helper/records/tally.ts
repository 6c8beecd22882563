import type { Unclosed } from './interrupted.js';
import type { Link } from './link.js';
import { CONTINUED } from './verify.js';

/** what the lines of a chain tell of its calls, gathered while it is walked: the lines themselves need not be kept */
export class Tally {
  readonly seen = new Set<string>();
  readonly bytes = new Map<number, number>();
  readonly #open = new Map<string, Link>();
  #lines = 0;
  #since = '';

  /** when its file was begun, where it goes on from another one */
  get since(): string {
    return this.#since;
  }

  /** calls without an end, in their order */
  get unclosed(): Unclosed[] {
    return Array.from(this.#open.values(), ({ head: { record, uid }, fields }) => ({ record, uid, fields }));
  }

  readonly see = (link: Link): void => {
    const { kind, record, uid } = link.head;
    if (this.#lines === 0 && kind === CONTINUED) this.#since = String(link.fields['at']);
    this.#lines += 1;
    this.bytes.set(uid, (this.bytes.get(uid) ?? 0) + link.size);
    this.seen.add(record);
    if (kind === 'authorized') this.#open.set(record, link);
    if (kind === 'closed') this.#open.delete(record);
  };
}
