/** starts calls one at a time, the uids in turn: many costly calls of one are between two of another only once */
export class RoundRobin {
  readonly #waiting = new Map<number, (() => void)[]>();
  #busy = false;

  /** true where no other call was let in during this turn of the event loop */
  enterAtOnce(): boolean {
    if (this.#busy) return false;
    this.#busy = true;
    setImmediate(() => this.#next());
    return true;
  }

  wait(uid: number): Promise<void> {
    return new Promise(resolve => {
      const own = this.#waiting.get(uid);
      if (own) own.push(resolve);
      else this.#waiting.set(uid, [resolve]);
    });
  }

  #next(): void {
    const [first] = this.#waiting;
    if (!first) {
      this.#busy = false;
      return;
    }
    const [uid, own] = first;
    const resolve = own.shift();
    // to the end of the round
    this.#waiting.delete(uid);
    if (own.length > 0) this.#waiting.set(uid, own);
    setImmediate(() => this.#next());
    resolve?.();
  }
}
