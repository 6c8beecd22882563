import { RequestError } from './request-error.js';

interface Waiter {
  readonly start: () => void;
  readonly onPlace: (place: number) => void;
}

/** first come, first served, one at a time; whoever hangs up leaves the line */
export class Queue {
  readonly #longest: number;
  readonly #waiting: Waiter[] = [];
  #busy = false;

  constructor(longest: number) {
    this.#longest = longest;
  }

  get idle(): boolean {
    return !this.#busy;
  }

  async run<T>(task: () => Promise<T>, signal: AbortSignal, onPlace: (place: number) => void): Promise<T> {
    await this.#enter(signal, onPlace);
    try {
      return await task();
    } finally {
      this.#leave();
    }
  }

  async #enter(signal: AbortSignal, onPlace: (place: number) => void): Promise<void> {
    signal.throwIfAborted();
    if (!this.#busy) {
      this.#busy = true;
      return;
    }
    if (this.#waiting.length >= this.#longest) {
      throw new RequestError(429, 'queue_full', `${this.#longest} requests wait already: try again in a minute`);
    }
    await new Promise<void>((resolve, reject) => {
      const waiter: Waiter = { start: resolve, onPlace };
      this.#waiting.push(waiter);
      onPlace(this.#waiting.length);
      signal.addEventListener('abort', () => {
        const place = this.#waiting.indexOf(waiter);
        if (place < 0) return;
        this.#waiting.splice(place, 1);
        this.#announce();
        reject(new Error('the client hung up while it waited'));
      });
    });
  }

  #leave(): void {
    const next = this.#waiting.shift();
    this.#busy = next !== undefined;
    next?.start();
    this.#announce();
  }

  #announce(): void {
    this.#waiting.forEach(({ onPlace }, index) => onPlace(index + 1));
  }
}
