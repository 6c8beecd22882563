import { GENESIS, parseLink, sha256, type Digest, type ChainEntry } from './chain-entry.js';

/** what a line must follow from */
export interface ChainPosition {
  readonly hash: string;
  readonly count: number;
}

export interface Verification {
  readonly last: ChainPosition;
  /** of the lines that are in order, those that were cut off among them */
  readonly newlines: number;
  /** what stands at the end without being a whole line: the write was cut off */
  readonly torn: string;
  /** the first line that does not follow from the one before it */
  readonly broken: { readonly line: number; readonly reason: string } | undefined;
}

export interface VerifyOptions {
  /** where the file before it ended; without one the file may begin with a line that goes on from what was moved away */
  readonly from?: ChainPosition | undefined;
  readonly visit?: (link: ChainEntry) => void;
}

export const START: ChainPosition = { hash: GENESIS, count: 0 };
export const CONTINUED = 'continued';

/** walks a chain, and shows each line that is in order; one that was cut off is, where the next one tells of it */
export function verifyChain(text: string, digest: Digest, options: VerifyOptions = {}): Verification {
  const { from, visit = () => {} } = options;
  let last = from ?? expectedPredecessor(text, digest);
  let begin = 0;
  // by place: a list of all lines would be as large as the file
  for (let newlines = 0; ; newlines += 1) {
    const end = text.indexOf('\n', begin);
    if (end < 0) return { last, newlines, torn: text.slice(begin), broken: undefined };
    const line = text.slice(begin, end);
    begin = end + 1;
    const link = parseLink(line, digest);
    const broken = link ? breakOf(link, last) : unreadable(line, lineAt(text, begin), digest);
    if (broken !== undefined) {
      const torn = text.slice(text.lastIndexOf('\n') + 1);
      return { last, newlines, torn, broken: { line: newlines + 1, reason: broken } };
    }
    if (!link) continue;
    visit(link);
    last = { hash: link.hash, count: last.count + 1 };
  }
}

/** what the first line of a file that stands alone has to follow from */
export function expectedPredecessor(text: string, digest: Digest): ChainPosition {
  const first = parseLink(lineAt(text, 0) ?? '', digest);
  if (first?.isOf(CONTINUED) !== true) return START;
  return { hash: first.prev, count: Number(first.fields['n']) - 1 };
}

function lineAt(text: string, begin: number): string | undefined {
  const end = text.indexOf('\n', begin);
  return end < 0 ? undefined : text.slice(begin, end);
}

function breakOf(link: ChainEntry, last: ChainPosition): string | undefined {
  if (link.follows(last.hash, last.count + 1)) return undefined;
  if (link.prev !== last.hash) return 'it does not follow from the line before: one was changed, removed or put in';
  const expected = last.count + 1;
  return link.fields['n'] === expected ? undefined : `its number is not ${expected}`;
}

function unreadable(line: string, next: string | undefined, digest: Digest): string | undefined {
  const marker = next === undefined ? undefined : parseLink(next, digest);
  const told = marker?.isOf('torn') === true && marker.fields['sha256'] === sha256(line);
  return told ? undefined : 'it was changed, or written with another key: its hash is not that of its text';
}
