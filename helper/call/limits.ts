import { OperatorError } from '../../interfaces/errors.js';
import { KeyedSerialQueue } from '../serial-queue.js';

export interface Most {
  readonly callsPerUid: number;
  readonly callsTotal: number;
}

/** calls at work, counted for each uid and for all */
export class CallLimits {
  readonly #calls = new Map<number, number>();
  #total = 0;

  /** returns what must be called when the call is over */
  enter(uid: number, most: Most): () => void {
    const refused = this.refusalOf(uid, most);
    if (refused) throw refused;
    this.#calls.set(uid, (this.#calls.get(uid) ?? 0) + 1);
    this.#total += 1;
    return once(() => this.#leave(uid));
  }

  /** the reason why one more call of this uid would not get in now */
  refusalOf(uid: number, most: Most): OperatorError | undefined {
    const calls = this.#calls.get(uid) ?? 0;
    if (calls >= most.callsPerUid) {
      return new OperatorError('limits-exceeded', `${calls} calls of uid ${uid} are at work: wait for one to end`);
    }
    // one call of each uid always gets in: the others together cannot take the last place
    if (calls === 0 || this.#total < most.callsTotal) return undefined;
    return new OperatorError('limits-exceeded', `${this.#total} calls are at work: try again later`);
  }

  #leave(uid: number): void {
    this.#total -= 1;
    const calls = (this.#calls.get(uid) ?? 1) - 1;
    if (calls > 0) this.#calls.set(uid, calls);
    else this.#calls.delete(uid);
  }
}

/** prompts of one uid, one after the other: a second one at the same time is refused by the polkit agent */
export class PromptQueue {
  readonly #queue = new KeyedSerialQueue();

  async run<T>(uid: number, signal: AbortSignal, ask: (waited: boolean) => Promise<T>): Promise<T> {
    const turn = this.#queue.run(uid, async waited => {
      signal.throwIfAborted();
      return await ask(waited);
    });
    turn.catch(() => {});
    return await Promise.race([turn, aborted(signal)]);
  }
}

function aborted(signal: AbortSignal): Promise<never> {
  return new Promise((_, reject) => {
    const fail = () => reject(signal.reason);
    if (signal.aborted) fail();
    else signal.addEventListener('abort', fail, { once: true });
  });
}

function once(action: () => void): () => void {
  let done = false;
  return () => {
    if (!done) action();
    done = true;
  };
}
