import { readFile } from 'node:fs/promises';
import type { Tagged } from '../../interfaces/signature.js';
import { verifyChain } from './verify.js';

export interface Audit {
  readonly intact: boolean;
  readonly facts: Readonly<Record<string, Tagged>>;
}

/** the whole file read again; `hash` is one that must be in it, such as the last one that the journal knows */
export async function auditChain(path: string, hash: string | undefined): Promise<Audit> {
  const text = await readFile(path, 'utf8').catch((error: unknown) => {
    // nothing was written yet
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return '';
    throw error;
  });
  const { links, lastHash, torn, broken } = verifyChain(text);
  const known = hash === undefined || links.some(link => link.hash === hash);
  const word = (value: string): Tagged => ({ signature: 's', value });
  const count = (value: number): Tagged => ({ signature: 'u', value });
  return {
    intact: broken === undefined && torn === '' && known,
    facts: {
      file: word(path),
      lines: count(links.length),
      records: count(links.filter(({ fields }) => fields['kind'] === 'authorized').length),
      last_hash: word(lastHash),
      known: { signature: 'b', value: known },
      torn: { signature: 'b', value: torn !== '' },
      ...(broken && { broken_line: count(broken.line), reason: word(broken.reason) }),
    },
  };
}
