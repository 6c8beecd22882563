import { createHash } from 'node:crypto';

/** what a chain starts from */
export const GENESIS = '0'.repeat(64);

export type Fields = Readonly<Record<string, unknown>>;

export interface Link {
  readonly fields: Fields;
  readonly prev: string;
  readonly hash: string;
  /** of its line, in characters */
  readonly size: number;
}

/** a keyed digest: who does not have the key makes no chain that passes for ours */
export type Digest = (text: string) => string;

const OPENING = ',"hash":"';
const ENDING = '"}';
const HASH_LENGTH = GENESIS.length;
const TAIL_LENGTH = OPENING.length + HASH_LENGTH + ENDING.length;

/** one line of the chain: the hash covers all of the line before it, the hash of the previous line among it */
export function formatLink(
  prev: string,
  fields: Fields,
  digest: Digest,
): { readonly line: string; readonly hash: string } {
  const open = JSON.stringify({ prev, ...fields }).slice(0, -1);
  const hash = digest(open);
  return { line: `${open},"hash":"${hash}"}\n`, hash };
}

/** `undefined` where the line is not whole or its hash is not its own; by place, since a chain has thousands of lines */
export function parseLink(line: string, digest: Digest): Link | undefined {
  const open = line.slice(0, -TAIL_LENGTH);
  const hash = line.slice(-HASH_LENGTH - ENDING.length, -ENDING.length);
  if (line.slice(-TAIL_LENGTH, -HASH_LENGTH - ENDING.length) !== OPENING || !line.endsWith(ENDING)) return undefined;
  if (digest(open) !== hash) return undefined;
  // `prev` and `hash` stay among them: taking two out of thousands of objects costs as much as reading them
  const fields = JSON.parse(line);
  return { prev: String(fields.prev), fields, hash, size: line.length + 1 };
}

export function sha256(data: string | Buffer): string {
  return createHash('sha256').update(data).digest('hex');
}
