import type { Tagged } from '../../interfaces/signature.js';
import { listArchives } from './chain-files.js';
import type { Point, Verification } from './verify.js';
import type { Walks } from './walks.js';

export interface Audit {
  readonly intact: boolean;
  readonly facts: Readonly<Record<string, Tagged>>;
}

/** all files read again, each from where the one before it ended; `hashes` must all be there, such as the journal's */
export async function auditChain(path: string, hashes: readonly string[], walks: Walks): Promise<Audit> {
  const archives = await listArchives(path);
  const missing = new Set(hashes);
  const sums = { lines: 0, records: 0 };
  let from: Point | undefined;
  let file = path;
  let found: Verification | undefined;
  for (file of [...archives, path]) {
    const walk = await walks.walk(file, from);
    sums.lines += walk.lines;
    sums.records += walk.records;
    walk.hashes.strike(missing);
    found = walk;
    // a line that is cut off is nobody's fault at the very end only
    if (walk.broken || (walk.torn !== '' && file !== path)) break;
    from = walk.last;
  }
  return tell({ file, found, ...sums, archives: archives.length, missing: missing.size });
}

interface Findings {
  readonly file: string;
  readonly found: Verification | undefined;
  readonly archives: number;
  readonly lines: number;
  readonly records: number;
  readonly missing: number;
}

function tell({ file, found, archives, lines, records, missing }: Findings): Audit {
  const { broken, torn = '', last } = found ?? {};
  const word = (value: string): Tagged => ({ signature: 's', value });
  const number = (value: number): Tagged => ({ signature: 'u', value });
  return {
    intact: broken === undefined && torn === '' && missing === 0,
    facts: {
      file: word(file),
      archives: number(archives),
      lines: number(lines),
      records: number(records),
      last_hash: word(last?.hash ?? ''),
      missing: number(missing),
      torn: { signature: 'b', value: torn !== '' },
      ...(broken && { broken_line: number(broken.line), reason: word(broken.reason) }),
    },
  };
}
