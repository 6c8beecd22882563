import { readIfThere } from './chain-files.js';
import { sha256, type Digest, type Link } from './link.js';
import { startOf, verifyChain, type Point, type Verification } from './verify.js';

const HASH_BYTES = 32;
// two hashes in hexadecimal, and their keys
const LEAST_LINE = 150;
const NEWLINE = 10;

export interface Walk extends Verification {
  /** of the file */
  readonly size: number;
  /** in order, of all those before the first that is not */
  readonly lines: number;
  readonly records: number;
  readonly hashes: Hashes;
}

// the part of a file that was found in order, known again by its bytes
interface Known extends Pick<Walk, 'last' | 'lines' | 'records' | 'hashes'> {
  readonly start: Point;
  readonly size: number;
  readonly sum: string;
  /** lines that were cut off among them */
  readonly newlines: number;
}

/**
 * reads a file of the chain in full each time, and walks what it has not walked before: the same bytes after the same
 * line are in order the second time as well
 */
export class Walks {
  readonly #digest: Digest;
  readonly #known = new Map<string, Known>();

  constructor(digest: Digest) {
    this.#digest = digest;
  }

  /** `from` as for `verifyChain`; `visit` is shown every line, so with it all of them are walked */
  async walk(path: string, from: Point | undefined, visit?: (link: Link) => void): Promise<Walk> {
    const bytes = await readIfThere(path);
    const start = from ?? startOf(firstLine(bytes), this.#digest);
    const known = visit ? undefined : this.#find(path, bytes, start);
    const sums = { lines: known?.lines ?? 0, records: known?.records ?? 0 };
    const hashes = known?.hashes.upTo(bytes.length) ?? new Hashes(bytes.length);
    const count = (link: Link): void => {
      sums.lines += 1;
      if (link.isOf('authorized')) sums.records += 1;
      hashes.add(link.hash);
      visit?.(link);
    };
    const text = bytes.toString('utf8', known?.size ?? 0);
    const { last, torn, broken } = verifyChain(text, this.#digest, { from: known?.last ?? start, visit: count });
    const walk = { size: bytes.length, last, torn, ...sums, hashes };
    if (broken) return { ...walk, broken: { ...broken, line: broken.line + (known?.newlines ?? 0) } };
    this.#keep(path, bytes, { ...walk, start, newlines: (known?.newlines ?? 0) + newlinesIn(text) });
    return { ...walk, broken: undefined };
  }

  #find(path: string, bytes: Buffer, start: Point): Known | undefined {
    const known = this.#known.get(path);
    if (!known || known.start.hash !== start.hash || known.start.count !== start.count) return undefined;
    return sha256(bytes.subarray(0, known.size)) === known.sum ? known : undefined;
  }

  #keep(path: string, bytes: Buffer, walk: Omit<Known, 'sum'>): void {
    const size = bytes.lastIndexOf(NEWLINE) + 1;
    this.#known.set(path, { ...walk, size, sum: sha256(bytes.subarray(0, size)) });
  }
}

/** of many lines, as bytes: as text each would keep its whole file in memory */
export class Hashes {
  #bytes: Buffer;
  #size = 0;

  constructor(fileSize: number) {
    this.#bytes = Buffer.allocUnsafe(room(fileSize));
  }

  add(hash: string): void {
    this.#size += this.#bytes.write(hash, this.#size, 'hex');
  }

  /** the same, with room for a file that has grown to such a size */
  upTo(fileSize: number): Hashes {
    const more = new Hashes(fileSize);
    this.#bytes.copy(more.#bytes, 0, 0, this.#size);
    more.#size = this.#size;
    return more;
  }

  /** takes those that are here out of the wanted; from the end, where what a journal still knows was written */
  strike(wanted: Set<string>): void {
    for (let at = this.#size - HASH_BYTES; at >= 0 && wanted.size > 0; at -= HASH_BYTES) {
      wanted.delete(this.#bytes.toString('hex', at, at + HASH_BYTES));
    }
  }
}

function room(fileSize: number): number {
  return Math.ceil(fileSize / LEAST_LINE) * HASH_BYTES;
}

function firstLine(bytes: Buffer): string {
  return bytes.toString('utf8', 0, bytes.indexOf(NEWLINE) + 1);
}

function newlinesIn(text: string): number {
  let count = 0;
  for (let at = text.indexOf('\n'); at >= 0; at = text.indexOf('\n', at + 1)) count += 1;
  return count;
}
