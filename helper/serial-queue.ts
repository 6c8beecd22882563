/** one at a time for each uid: nobody keeps root's eyes busy for everybody else */
export class KeyedSerialQueue {
  readonly #last = new Map<number, Promise<unknown>>();

  async run<T>(uid: number, work: () => Promise<T>): Promise<T> {
    const before = this.#last.get(uid) ?? Promise.resolve();
    const mine = before.then(work, work);
    this.#last.set(uid, mine);
    try {
      return await mine;
    } finally {
      if (this.#last.get(uid) === mine) this.#last.delete(uid);
    }
  }
}
