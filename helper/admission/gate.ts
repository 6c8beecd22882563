import { callDaemon } from '../bus/connection.js';
import type { Head } from '../bus/wire.js';
import { messageRefusal, type ServedObject } from '../bus/exported-object.js';
import type { CallLimits, Most } from '../call/limits.js';
import type { BusCaller } from '../system/bus-caller.js';
import { RoundRobin } from './round-robin.js';
import { Unread } from './unread.js';
import { OperatorError } from '../../interfaces/errors.js';

export interface GateOptions {
  readonly bus: BusCaller;
  readonly object: ServedObject;
  readonly limits: CallLimits;
  /** throws where the bounds cannot be read */
  bounds(): Most;
}

/** counts of calls need no answer that is newer; of all else the bounds are read for each call */
const BOUNDS_KEPT_MS = 100;
/** total bytes of bodies that wait for their sender's uid; small bodies always have room */
const MOST_WAITING_BYTES = 32 * 1024 * 1024;
const SMALL_BYTES = 4096;
// the call itself will be told what is wrong with the bounds
const UNTIL_MENDED: Most = { callsPerUid: 4, callsTotal: 64 };

/** lets calls in, by what their heads say and by what their senders have at work and unread already */
export class Gate {
  readonly #options: GateOptions;
  readonly #unread = new Unread();
  readonly #turns = new RoundRobin();
  readonly #uids = new Map<string, number>();
  readonly #asking = new Map<string, Promise<number>>();
  #waiting = 0;
  #kept: { readonly most: Most; readonly at: number } | undefined;

  constructor(options: GateOptions) {
    this.#options = options;
  }

  /** the reason to refuse a call before its body is read */
  judge(head: Head): OperatorError | undefined {
    const { object, limits } = this.#options;
    const refused = messageRefusal(object, head);
    if (refused) return refused;
    const uid = this.#uids.get(head.sender);
    if (uid === undefined) return refuseWaiting(this.#waiting, head);
    return object.methods.get(head.member)?.during === true ? undefined : limits.refusalOf(uid, this.#most());
  }

  /** resolves with what must be called when the call is over */
  enter(head: Head, during: boolean): (() => void) | Promise<() => void> {
    const uid = this.#uids.get(head.sender);
    return uid === undefined ? this.#meet(head, during) : this.#admit(head.sender, uid, during);
  }

  /** true where the sender would not read an error either */
  isDeaf(sender: string): boolean {
    const uid = this.#uids.get(sender);
    return uid !== undefined && this.#unread.isDeaf(sender, uid);
  }

  sent(name: string, bytes: number): void {
    const uid = this.#uids.get(name);
    if (uid !== undefined) this.#unread.sent(name, uid, bytes);
  }

  vanished(name: string): void {
    this.#uids.delete(name);
    this.#asking.delete(name);
    this.#unread.forget(name);
  }

  async #meet(head: Head, during: boolean): Promise<() => void> {
    this.#waiting += head.size;
    let uid: number;
    try {
      uid = await (this.#asking.get(head.sender) ?? this.#ask(head.sender));
    } finally {
      this.#waiting -= head.size;
    }
    return await this.#admit(head.sender, uid, during);
  }

  // the daemon learns it when the connection is made, never again, and gives no unique name twice
  #ask(sender: string): Promise<number> {
    const asked = callDaemon(this.#options.bus, 'GetConnectionUnixUser', 's', [sender]).then(
      ([uid]) => {
        if (typeof uid !== 'number') throw new OperatorError('not-authorized', 'the bus does not know who calls');
        // not of a name that has left meanwhile: nobody would say so again
        if (this.#asking.get(sender) === asked) this.#uids.set(sender, uid);
        return uid;
      },
      () => {
        throw new OperatorError('cancelled', 'the caller left the bus');
      },
    );
    this.#asking.set(sender, asked);
    const forget = () => {
      if (this.#asking.get(sender) === asked) this.#asking.delete(sender);
    };
    asked.then(forget, forget);
    return asked;
  }

  #admit(sender: string, uid: number, during: boolean): (() => void) | Promise<() => void> {
    if (this.#unread.isFull(sender, uid)) return this.#admitReader(sender, uid, during);
    return this.#count(uid, during);
  }

  async #admitReader(sender: string, uid: number, during: boolean): Promise<() => void> {
    await this.#unread.refresh(this.#options.bus, uid);
    if (!this.#unread.isFull(sender, uid)) return this.#count(uid, during);
    throw new OperatorError('limits-exceeded', 'too much of what was answered is not read yet');
  }

  #count(uid: number, during: boolean): (() => void) | Promise<() => void> {
    const leave = during ? () => {} : this.#options.limits.enter(uid, this.#most());
    return this.#turns.enterAtOnce() ? leave : this.#turns.wait(uid).then(() => leave);
  }

  #most(): Most {
    const now = performance.now();
    if (!this.#kept || now - this.#kept.at > BOUNDS_KEPT_MS) this.#kept = { most: this.#readMost(), at: now };
    return this.#kept.most;
  }

  #readMost(): Most {
    try {
      return this.#options.bounds();
    } catch {
      return UNTIL_MENDED;
    }
  }
}

function refuseWaiting(waiting: number, { size }: Head): OperatorError | undefined {
  if (size <= SMALL_BYTES || waiting + size <= MOST_WAITING_BYTES) return undefined;
  return new OperatorError('limits-exceeded', 'too many large first calls at once: try again');
}
