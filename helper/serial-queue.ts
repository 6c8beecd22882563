/** runs one piece of work after the other, in the order given; a failure stops none that follow */
export class SerialQueue {
  #last: Promise<unknown> = Promise.resolve();

  run<T>(work: () => Promise<T>): Promise<T> {
    const mine = this.#last.then(work);
    this.#last = mine.catch(() => {});
    return mine;
  }

  /** resolves when everything given so far has ended */
  async settled(): Promise<void> {
    await this.#last;
  }
}

/** a serial queue for each uid: one caller's work waits for none of another caller's */
export class KeyedSerialQueue {
  readonly #queues = new Map<number, { readonly queue: SerialQueue; waiting: number }>();

  /** `work` is told whether it had to wait */
  async run<T>(uid: number, work: (waited: boolean) => Promise<T>): Promise<T> {
    const entry = this.#queues.get(uid) ?? { queue: new SerialQueue(), waiting: 0 };
    this.#queues.set(uid, entry);
    const waited = entry.waiting > 0;
    entry.waiting += 1;
    try {
      return await entry.queue.run(() => work(waited));
    } finally {
      entry.waiting -= 1;
      if (entry.waiting === 0) this.#queues.delete(uid);
    }
  }
}
