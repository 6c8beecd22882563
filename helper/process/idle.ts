// how long to stay is asked after the first call was answered, which waits for nothing that can come later
const FIRST_LOOK_MS = 100;

/** knows whether anything lives that the process must stay for, and says when nothing did for long enough */
export class Idle {
  readonly #delayMs: () => number;
  readonly #expired: () => void;
  #held = 0;
  #restedAt = performance.now();
  #timer: NodeJS.Timeout | undefined;
  #waiting: (() => void)[] = [];

  constructor(delayMs: () => number, expired: () => void) {
    this.#delayMs = delayMs;
    this.#expired = expired;
    this.#arm(FIRST_LOOK_MS);
  }

  /** stays awake until the work is over, and a while beyond */
  async hold<T>(work: () => Promise<T>): Promise<T> {
    this.#held += 1;
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
    this.#restedAt = performance.now();
    for (const resolve of this.#waiting.splice(0)) resolve();
  }

  // one timer for many calls: when it ends it looks how long it has been quiet, and waits for what is left
  #arm(afterMs: number): void {
    this.#timer = setTimeout(() => {
      const delay = this.#delayMs();
      const left = this.#held > 0 ? delay : delay - (performance.now() - this.#restedAt);
      if (left > 0) this.#arm(Math.ceil(left));
      else this.#expired();
    }, afterMs);
  }
}
