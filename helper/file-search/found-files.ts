import { display } from '../../interfaces/display.js';
import { formatBytes } from '../format-bytes.js';
import { localTime } from '../local-time.js';
import type { SORTS } from './find-arguments.js';

interface Found {
  readonly kind: string;
  readonly size: number;
  readonly seconds: number;
  readonly path: string;
}

type Sort = (typeof SORTS)[number];

const ORDERS: Readonly<Record<Sort, (a: Found, b: Found) => number>> = {
  name: (a, b) => (a.path < b.path ? -1 : 1),
  size: (a, b) => b.size - a.size,
  time: (a, b) => b.seconds - a.seconds,
};
const ROW = /^(.)\t(\d+)\t(-?\d+)(?:\.\d+)?\t(.+)$/s;
const LONGEST_ROW = 8192;

/** keeps the first hits in an order, however many come, and counts all of them */
export class FoundFiles {
  total = 0;
  readonly #sort: Sort;
  readonly #limit: number;
  #kept: Found[] = [];
  #open = '';

  constructor(sort: Sort, limit: number) {
    this.#sort = sort;
    this.#limit = limit;
  }

  /** the next piece of what the program prints */
  take(text: string): void {
    const rows = (this.#open + text).split('\0');
    this.#open = (rows.pop() ?? '').slice(0, LONGEST_ROW);
    for (const row of rows) this.#add(row);
  }

  /** one line each: time, size and path in safe characters, a directory with a slash */
  lines(): string[] {
    this.#cut();
    const width = Math.max(0, ...this.#kept.map(({ size }) => formatBytes(size).length));
    return this.#kept.map(({ kind, size, seconds, path }) => {
      const time = localTime(seconds * 1000)
        .slice(0, 'YYYY-MM-DDTHH:MM'.length)
        .replace('T', ' ');
      return `${time}  ${formatBytes(size).padStart(width)}  ${display(path)}${kind === 'd' ? '/' : ''}`;
    });
  }

  #add(row: string): void {
    const [, kind = '', size, seconds, path] = ROW.exec(row) ?? [];
    if (path === undefined) return;
    this.total += 1;
    this.#kept.push({ kind, size: Number(size), seconds: Number(seconds), path });
    if (this.#kept.length >= 4 * this.#limit) this.#cut();
  }

  #cut(): void {
    this.#kept = this.#kept.toSorted(ORDERS[this.#sort]).slice(0, this.#limit);
  }
}
