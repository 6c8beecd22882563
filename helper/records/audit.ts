import type { Tagged } from '../../interfaces/signature.js';
import { listArchives, readIfThere } from './chain-files.js';
import type { Digest, Link } from './link.js';
import { verifyChain, type Point, type Verification } from './verify.js';

export interface Audit {
  readonly intact: boolean;
  readonly facts: Readonly<Record<string, Tagged>>;
}

interface Sums {
  readonly present: Set<string>;
  lines: number;
  records: number;
}

/** all files read again, each from where the one before it ended; `hashes` must all be there, such as the journal's */
export async function auditChain(path: string, hashes: readonly string[], digest: Digest): Promise<Audit> {
  const archives = await listArchives(path);
  const sums: Sums = { present: new Set(), lines: 0, records: 0 };
  let from: Point | undefined;
  let file = path;
  let found: Verification | undefined;
  for (file of [...archives, path]) {
    found = verifyChain(await readIfThere(file), digest, { from, visit: link => count(sums, link) });
    // a line that is cut off is nobody's fault at the very end only
    if (found.broken || (found.torn !== '' && file !== path)) break;
    from = found.last;
  }
  return tell({ file, found, sums, archives: archives.length, hashes });
}

function count(sums: Sums, { hash, fields }: Link): void {
  sums.lines += 1;
  if (fields['kind'] === 'authorized') sums.records += 1;
  sums.present.add(hash);
}

interface Findings {
  readonly file: string;
  readonly found: Verification | undefined;
  readonly sums: Sums;
  readonly archives: number;
  readonly hashes: readonly string[];
}

function tell({ file, found, sums, archives, hashes }: Findings): Audit {
  const { broken, torn = '', last } = found ?? {};
  const missing = new Set(hashes.filter(hash => !sums.present.has(hash))).size;
  const word = (value: string): Tagged => ({ signature: 's', value });
  const number = (value: number): Tagged => ({ signature: 'u', value });
  return {
    intact: broken === undefined && torn === '' && missing === 0,
    facts: {
      file: word(file),
      archives: number(archives),
      lines: number(sums.lines),
      records: number(sums.records),
      last_hash: word(last?.hash ?? ''),
      missing: number(missing),
      torn: { signature: 'b', value: torn !== '' },
      ...(broken && { broken_line: number(broken.line), reason: word(broken.reason) }),
    },
  };
}
