import { readFileSync } from 'node:fs';

const NEWEST = 0.3;

/**
 * how many threads to compute with now. the library's threads spin while they wait for each other, so one that has to share
 * its core holds up all the others: on a busy machine fewer are many times faster, and leave the rest of it alone
 */
export class CoreCount {
  readonly #most: number;
  readonly #runnable: () => number;
  #busy: number | undefined;

  constructor(most: number, runnable: () => number = runnableNow) {
    this.#most = most;
    this.#runnable = runnable;
  }

  /** to be asked between two evaluations, when none of our own threads but this one runs */
  now(): number {
    const others = Math.max(0, this.#runnable() - 1);
    this.#busy = this.#busy === undefined ? others : this.#busy * (1 - NEWEST) + others * NEWEST;
    return Math.max(1, Math.min(this.#most, Math.round(this.#most - this.#busy)));
  }
}

function runnableNow(): number {
  try {
    return Number(/ (\d+)\/\d+ /.exec(readFileSync('/proc/loadavg', 'utf8'))?.[1] ?? 1);
  } catch {
    return 1;
  }
}
