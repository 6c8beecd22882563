import { readFile } from 'node:fs/promises';
import type { Tagged } from '../../interfaces/signature.js';
import { verifyChain } from './verify.js';

export interface Audit {
  readonly intact: boolean;
  readonly facts: Readonly<Record<string, Tagged>>;
}

/** the whole file read again; `hashes` must all be in it, such as those that the journal knows */
export async function auditChain(path: string, hashes: readonly string[]): Promise<Audit> {
  const text = await readFile(path, 'utf8').catch((error: unknown) => {
    // nothing was written yet
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return '';
    throw error;
  });
  const { links, lastHash, torn, broken } = verifyChain(text);
  const present = new Set(links.map(({ hash }) => hash));
  const missing = new Set(hashes.filter(hash => !present.has(hash))).size;
  const word = (value: string): Tagged => ({ signature: 's', value });
  const count = (value: number): Tagged => ({ signature: 'u', value });
  return {
    intact: broken === undefined && torn === '' && missing === 0,
    facts: {
      file: word(path),
      lines: count(links.length),
      records: count(links.filter(({ fields }) => fields['kind'] === 'authorized').length),
      last_hash: word(lastHash),
      missing: count(missing),
      torn: { signature: 'b', value: torn !== '' },
      ...(broken && { broken_line: count(broken.line), reason: word(broken.reason) }),
    },
  };
}
