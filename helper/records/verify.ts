import { GENESIS, parseLink, sha256, type Digest, type ChainEntry } from './chain-entry.js';

/** position that a line follows: hash of the line before it, and the count of lines up to there */
export interface ChainPosition {
  readonly hash: string;
  readonly count: number;
}

export interface Verification {
  readonly last: ChainPosition;
  /** newlines passed, those of torn lines included */
  readonly newlines: number;
  /** incomplete line at the end, whose write was cut off */
  readonly torn: string;
  /** the first line that does not follow from the one before it */
  readonly broken: { readonly line: number; readonly reason: string } | undefined;
}

export interface VerifyOptions {
  /** end position of the previous file; without it, the file may begin with a `continued` line after a rotation */
  readonly from?: ChainPosition | undefined;
  readonly visit?: (link: ChainEntry) => void;
}

export const START: ChainPosition = { hash: GENESIS, count: 0 };
export const CONTINUED = 'continued';

/** verifies a chain line by line and passes each valid entry to `visit`; accepts a torn line that the next one records */
export function verifyChain(text: string, digest: Digest, options: VerifyOptions = {}): Verification {
  const { from, visit = () => {} } = options;
  let last = from ?? expectedPredecessor(text, digest);
  let begin = 0;
  // scans by offset: an array of all lines would be as large as the file
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

/** position that the first line of a file must follow if the file before it is not given */
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
