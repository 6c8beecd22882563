/** knows whether anything lives that the process must stay for, and says when nothing did for long enough */
export class Idle {
  readonly #delayMs: () => number;
  readonly #expired: () => void;
  #held = 0;
  #timer: NodeJS.Timeout | undefined;
  #waiting: (() => void)[] = [];

  constructor(delayMs: () => number, expired: () => void) {
    this.#delayMs = delayMs;
    this.#expired = expired;
    this.#arm();
  }

  /** stays awake until the work is over, and a while beyond */
  async hold<T>(work: () => Promise<T>): Promise<T> {
    this.#held += 1;
    clearTimeout(this.#timer);
    try {
      return await work();
    } finally {
      this.#held -= 1;
      if (this.#held === 0) this.#rest();
    }
  }

  /** resolves when nothing is at work */
  async quiet(): Promise<void> {
    if (this.#held > 0) await new Promise<void>(resolve => this.#waiting.push(resolve));
  }

  stop(): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
  }

  #rest(): void {
    for (const resolve of this.#waiting.splice(0)) resolve();
    if (this.#timer !== undefined) this.#arm();
  }

  #arm(): void {
    this.#timer = setTimeout(this.#expired, this.#delayMs());
  }
}
