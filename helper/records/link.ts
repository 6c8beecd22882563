import { createHash } from 'node:crypto';

/** what a chain starts from */
export const GENESIS = '0'.repeat(64);

export type Fields = Readonly<Record<string, unknown>>;

export interface Link {
  readonly fields: Fields;
  readonly prev: string;
  readonly hash: string;
}

/** a keyed digest: who does not have the key makes no chain that passes for ours */
export type Digest = (text: string) => string;

const LINE = /^(\{.*),"hash":"([0-9a-f]{64})"\}$/;

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

/** `undefined` where the line is not whole or its hash is not its own */
export function parseLink(line: string, digest: Digest): Link | undefined {
  const [, open, hash] = LINE.exec(line) ?? [];
  if (open === undefined || hash === undefined || digest(open) !== hash) return undefined;
  const { prev, ...fields } = JSON.parse(`${open}}`);
  return { prev: String(prev), fields, hash };
}

export function sha256(data: string | Buffer): string {
  return createHash('sha256').update(data).digest('hex');
}
