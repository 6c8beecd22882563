import { GENESIS, parseLink, sha256, type Link } from './link.js';

export interface Verification {
  readonly links: readonly Link[];
  readonly lastHash: string;
  /** what stands at the end without being a whole line: the write was cut off */
  readonly torn: string;
  /** the first line that does not follow from the one before it */
  readonly broken: { readonly line: number; readonly reason: string } | undefined;
}

/** walks a chain from its start; a line that was cut off is in order where the next one tells of it */
export function verifyChain(text: string): Verification {
  const lines = text.split('\n');
  const torn = lines.pop() ?? '';
  const links: Link[] = [];
  let lastHash = GENESIS;
  for (const [index, line] of lines.entries()) {
    const link = parseLink(line);
    const broken = link ? breakOf(link, lastHash, links.at(-1)) : unreadable(line, lines[index + 1]);
    if (broken !== undefined) return { links, lastHash, torn, broken: { line: index + 1, reason: broken } };
    if (!link) continue;
    links.push(link);
    lastHash = link.hash;
  }
  return { links, lastHash, torn, broken: undefined };
}

function breakOf(link: Link, lastHash: string, before: Link | undefined): string | undefined {
  if (link.prev !== lastHash) return 'it does not follow from the line before: one was changed, removed or put in';
  const expected = Number(before?.fields['n'] ?? 0) + 1;
  return link.fields['n'] === expected ? undefined : `its number is not ${expected}`;
}

function unreadable(line: string, next: string | undefined): string | undefined {
  const marker = next === undefined ? undefined : parseLink(next);
  const told = marker?.fields['kind'] === 'torn' && marker.fields['sha256'] === sha256(line);
  return told ? undefined : 'it was changed: its hash is not that of its text';
}
