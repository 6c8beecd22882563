import { OperatorError } from '../../interfaces/errors.js';

/** calls at work, counted for each uid and for all */
export class CallLimits {
  readonly #calls = new Map<number, number>();
  #total = 0;

  /** returns what must be called when the call is over */
  enter(uid: number, most: { readonly callsPerUid: number; readonly callsTotal: number }): () => void {
    const calls = this.#calls.get(uid) ?? 0;
    if (calls >= most.callsPerUid) {
      throw new OperatorError('limits-exceeded', `${calls} calls of uid ${uid} are at work: wait for one to end`);
    }
    if (this.#total >= most.callsTotal) {
      throw new OperatorError('limits-exceeded', `${this.#total} calls are at work: try again later`);
    }
    this.#calls.set(uid, calls + 1);
    this.#total += 1;
    return once(() => this.#leave(uid));
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
  readonly #last = new Map<number, Promise<unknown>>();

  async run<T>(uid: number, signal: AbortSignal, ask: () => Promise<T>): Promise<T> {
    const before = this.#last.get(uid) ?? Promise.resolve();
    const turn = before.then(() => {
      signal.throwIfAborted();
      return ask();
    });
    const settled = turn.catch(() => {});
    this.#last.set(uid, settled);
    void settled.then(() => {
      if (this.#last.get(uid) === settled) this.#last.delete(uid);
    });
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
