import { readIfThere } from './chain-files.js';
import { sha256, type Digest, type ChainEntry } from './chain-entry.js';
import { readSeal, writeSeal, type KnownPrefix, type VerifiedPrefix } from './verified-prefix.js';
import type { ChainIndex } from './chain-index.js';
import { expectedPredecessor, verifyChain, type ChainPosition, type Verification } from './verify.js';

/** as a byte */
export const NEWLINE = 10;
// fewer than these are walked in less time than a person sees
const WORTH_A_SEAL = 500;

export interface VerifiedFile extends Verification {
  readonly path: string;
  /** bytes of the file */
  readonly size: number;
  /** all that is before the first line that is not in order */
  readonly known: KnownPrefix;
}

/**
 * reads a file of the chain in full each time, and walks what was not walked before: the same bytes after the same line
 * are in order the second time as well. what earlier processes found is believed by the seal that only we can write
 */
export class ChainVerifier {
  readonly #digest: Digest;
  readonly #known = new Map<string, KnownPrefix>();

  constructor(digest: Digest) {
    this.#digest = digest;
  }

  /** `from` as for `verifyChain`; `tally` is made to know all lines in order */
  async walk(path: string, from: ChainPosition | undefined, tally?: ChainIndex): Promise<VerifiedFile> {
    const bytes = await readIfThere(path);
    const start = from ?? expectedPredecessor(firstLine(bytes), this.#digest);
    const seal = await this.#find(path, { bytes, start, tallied: tally !== undefined });
    if (seal?.tally) tally?.restore(seal.tally);
    const sums = { lines: seal?.lines ?? 0, records: seal?.records ?? 0 };
    const visit = (link: ChainEntry): void => {
      sums.lines += 1;
      if (link.isOf('authorized')) sums.records += 1;
      tally?.see(link);
    };
    const text = bytes.toString('utf8', seal?.size ?? 0);
    const found = verifyChain(text, this.#digest, { from: seal?.last ?? start, visit });
    const newlines = (seal?.newlines ?? 0) + found.newlines;
    const size = found.broken ? endOfLines(bytes, newlines) : bytes.lastIndexOf(NEWLINE) + 1;
    // as large as what was found there: it was just seen to hold
    const sum = seal?.size === size ? seal.sum : sha256(bytes.subarray(0, size));
    const known = { start, last: found.last, ...sums, newlines, size, sum };
    const walk = { ...found, newlines, path, size: bytes.length, known };
    if (found.broken) return { ...walk, broken: { ...found.broken, line: newlines + 1 } };
    await this.#keep(path, known, { sealed: seal?.lines ?? 0, tally });
    return walk;
  }

  async #find(
    path: string,
    now: { bytes: Buffer; start: ChainPosition; tallied: boolean },
  ): Promise<VerifiedPrefix | undefined> {
    const kept = now.tallied ? undefined : this.#known.get(path);
    const seal: VerifiedPrefix | undefined = kept ?? (await readSeal(path, this.#digest));
    if (!seal || (now.tallied && !seal.tally)) return undefined;
    if (seal.start.hash !== now.start.hash || seal.start.count !== now.start.count) return undefined;
    return matchesPrefix(now.bytes, seal) ? seal : undefined;
  }

  // the first walk of a process alone is sealed: a later one gathers no tally
  async #keep(path: string, known: KnownPrefix, { sealed, tally }: { sealed: number; tally: ChainIndex | undefined }) {
    const isFirst = !this.#known.has(path);
    this.#known.set(path, known);
    if (!isFirst || known.lines - sealed < WORTH_A_SEAL) return;
    await writeSeal(path, { ...known, tally: tally?.state }, this.#digest);
  }
}

/** whether these bytes are still those that were walked */
export function matchesPrefix(bytes: Buffer, { size, sum }: KnownPrefix): boolean {
  return bytes.length >= size && sha256(bytes.subarray(0, size)) === sum;
}

function firstLine(bytes: Buffer): string {
  return bytes.toString('utf8', 0, bytes.indexOf(NEWLINE) + 1);
}

function endOfLines(bytes: Buffer, count: number): number {
  let end = 0;
  for (let line = 0; line < count; line += 1) end = bytes.indexOf(NEWLINE, end) + 1;
  return end;
}
