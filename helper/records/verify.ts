import { GENESIS, parseLink, sha256, type Digest, type Link } from './link.js';

/** what a line must follow from */
export interface Point {
  readonly hash: string;
  readonly count: number;
}

export interface Verification {
  readonly last: Point;
  /** what stands at the end without being a whole line: the write was cut off */
  readonly torn: string;
  /** the first line that does not follow from the one before it */
  readonly broken: { readonly line: number; readonly reason: string } | undefined;
}

export const START: Point = { hash: GENESIS, count: 0 };
export const CONTINUED = 'continued';

/**
 * walks a chain from its start, and shows each line that is in order; one that was cut off is, where the next one tells
 * of it. `from` is where the file before it ended; without one the file may begin with a line that goes on from what was
 * moved away
 */
export function verifyChain(
  text: string,
  digest: Digest,
  { from, visit = () => {} }: { readonly from?: Point | undefined; readonly visit?: (link: Link) => void } = {},
): Verification {
  const lines = text.split('\n');
  const torn = lines.pop() ?? '';
  let last = from ?? startOf(lines[0] ?? '', digest);
  for (const [index, line] of lines.entries()) {
    const link = parseLink(line, digest);
    const broken = link ? breakOf(link, last) : unreadable(line, lines[index + 1], digest);
    if (broken !== undefined) return { last, torn, broken: { line: index + 1, reason: broken } };
    if (!link) continue;
    visit(link);
    last = { hash: link.hash, count: last.count + 1 };
  }
  return { last, torn, broken: undefined };
}

function startOf(line: string, digest: Digest): Point {
  const first = parseLink(line, digest);
  if (first?.fields['kind'] !== CONTINUED) return START;
  return { hash: first.prev, count: Number(first.fields['n']) - 1 };
}

function breakOf(link: Link, last: Point): string | undefined {
  if (link.prev !== last.hash) return 'it does not follow from the line before: one was changed, removed or put in';
  const expected = last.count + 1;
  return link.fields['n'] === expected ? undefined : `its number is not ${expected}`;
}

function unreadable(line: string, next: string | undefined, digest: Digest): string | undefined {
  const marker = next === undefined ? undefined : parseLink(next, digest);
  const told = marker?.fields['kind'] === 'torn' && marker.fields['sha256'] === sha256(line);
  return told ? undefined : 'it was changed, or written with another key: its hash is not that of its text';
}
