import { variant, type Tagged } from '../../interfaces/signature.js';
import { listArchives, readIfThere } from './chain-files.js';
import { hashOf, ChainEntry } from './chain-entry.js';
import type { ChainPosition } from './verify.js';
import { matchesPrefix, NEWLINE, type VerifiedFile, type ChainVerifier } from './chain-verifier.js';

export interface Audit {
  readonly intact: boolean;
  readonly facts: Readonly<Record<string, Tagged>>;
}

/** all files read again, each from where the one before it ended; `hashes` must all be there, such as the journal's */
export async function auditChain(path: string, hashes: readonly string[], walks: ChainVerifier): Promise<Audit> {
  const archives = await listArchives(path);
  const walked: VerifiedFile[] = [];
  let from: ChainPosition | undefined;
  for (const file of [...archives, path]) {
    const walk = await walks.walk(file, from);
    walked.push(walk);
    // a line that is cut off is nobody's fault at the very end only
    if (walk.broken || (walk.torn !== '' && file !== path)) break;
    from = walk.last;
  }
  const missing = await missingOf(new Set(hashes), walked);
  return tell(walked, { archives: archives.length, missing });
}

// how many of the wanted no line has; from the end, where what a journal still knows was written
async function missingOf(wanted: Set<string>, walked: readonly VerifiedFile[]): Promise<number> {
  for (const { path, known } of walked.toReversed()) {
    if (wanted.size === 0) break;
    const bytes = await readIfThere(path);
    if (matchesPrefix(bytes, known)) removeFound(bytes.subarray(0, known.size), wanted);
  }
  return wanted.size;
}

function removeFound(bytes: Buffer, wanted: Set<string>): void {
  for (let end = bytes.length - 1, cut = false; end > 0 && wanted.size > 0;) {
    const begin = bytes.lastIndexOf(NEWLINE, end - 1) + 1;
    const line = bytes.toString('latin1', begin, end);
    // a torn line may have any content, so no hash is read from it
    if (!cut) wanted.delete(hashOf(line));
    cut = new ChainEntry(line, '').isOf('torn');
    end = begin - 1;
  }
}

interface Counts {
  readonly archives: number;
  readonly missing: number;
}

function tell(walked: readonly VerifiedFile[], { archives, missing }: Counts): Audit {
  const { path: file = '', broken, torn = '', last } = walked.at(-1) ?? {};
  const sum = (of: 'lines' | 'records') => walked.reduce((total, { known }) => total + known[of], 0);
  const number = (value: number): Tagged => ({ signature: 'u', value });
  return {
    intact: broken === undefined && torn === '' && missing === 0,
    facts: {
      file: variant(file),
      archives: number(archives),
      lines: number(sum('lines')),
      records: number(sum('records')),
      last_hash: variant(last?.hash ?? ''),
      missing: number(missing),
      torn: { signature: 'b', value: torn !== '' },
      ...(broken && { broken_line: number(broken.line), reason: variant(broken.reason) }),
    },
  };
}
