import type { Unclosed } from './interrupted.js';
import type { Link } from './link.js';
import { CONTINUED } from './verify.js';

/** what the lines of a chain tell of its calls, gathered while it is walked: the lines themselves need not be kept */
export class Tally {
  readonly seen = new Set<string>();
  readonly bytes = new Map<number, number>();
  readonly #open = new Map<string, Unclosed>();
  #lines = 0;
  #since = '';

  /** when its file was begun, where it goes on from another one */
  get since(): string {
    return this.#since;
  }

  /** calls without an end, in their order */
  get unclosed(): Unclosed[] {
    return Array.from(this.#open.values());
  }

  readonly see = ({ fields, size }: Link): void => {
    const { kind } = fields;
    const record = String(fields['record']);
    const uid = Number(fields['uid'] ?? -1);
    if (this.#lines === 0 && kind === CONTINUED) this.#since = String(fields['at']);
    this.#lines += 1;
    this.bytes.set(uid, (this.bytes.get(uid) ?? 0) + size);
    this.seen.add(record);
    if (kind === 'authorized') this.#open.set(record, { record, uid, fields });
    if (kind === 'closed') this.#open.delete(record);
  };
}
