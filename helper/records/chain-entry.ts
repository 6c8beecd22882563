import { createHash } from 'node:crypto';

/** `prev` of the first line of a chain */
export const GENESIS = '0'.repeat(64);

export type Fields = Readonly<Record<string, unknown>>;

const PREV = '{"prev":"';
const FIRST = PREV.length + GENESIS.length;
const KIND = '"kind":"';
// first fields of a line about a call, written by the helper alone; `HEAD_LENGTH` exceeds the longest
const HEAD = /^","n":\d+,"at":"[^"\\]*","kind":"([a-z]+)","record":"([\w-]+)","uid":(\d+)[,}]/;
const HEAD_LENGTH = 200;

/** the call that a line is about, and the caller's uid */
export interface Head {
  readonly kind: string;
  readonly record: string;
  readonly uid: number;
}

/** one verified entry; its json is parsed lazily, since verification reads only the hashes */
export class ChainEntry {
  readonly hash: string;
  readonly #line: string;
  #fields: Fields | undefined;

  constructor(line: string, hash: string) {
    this.#line = line;
    this.hash = hash;
  }

  get fields(): Fields {
    // `prev` and `hash` stay among them: taking two out of thousands of objects costs as much as reading them
    return (this.#fields ??= JSON.parse(this.#line));
  }

  /** without reading the rest, where the line begins as ours do */
  get head(): Head {
    const [, kind, record, uid] = HEAD.exec(this.#line.slice(FIRST, FIRST + HEAD_LENGTH)) ?? [];
    if (kind !== undefined && record !== undefined) return { kind, record, uid: Number(uid) };
    const { fields } = this;
    return { kind: String(fields['kind']), record: String(fields['record']), uid: Number(fields['uid'] ?? -1) };
  }

  get prev(): string {
    return String(this.fields['prev']);
  }

  /** characters of the line, its newline included */
  get size(): number {
    return this.#line.length + 1;
  }

  /** whether the line before it has this hash, and this is its number: both stand at its beginning */
  follows(hash: string, number: number): boolean {
    return this.#line.startsWith(hash, PREV.length) && this.#line.startsWith(`","n":${number},`, FIRST);
  }

  /** the kind is written before whatever a caller could have put in, so the first mention is its own */
  isOf(kind: string): boolean {
    const at = this.#line.indexOf(KIND, FIRST);
    return at > 0 && this.#line.startsWith(`${kind}"`, at + KIND.length);
  }
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

/** returns the hash field of a whole line, unverified */
export function hashOf(line: string): string {
  return line.slice(-HASH_LENGTH - ENDING.length, -ENDING.length);
}

/** `undefined` where the line is not whole or its hash is not its own; by place, since a chain has thousands of lines */
export function parseLink(line: string, digest: Digest): ChainEntry | undefined {
  const end = line.length - TAIL_LENGTH;
  if (end < 0 || !line.startsWith(OPENING, end) || !line.endsWith(ENDING)) return undefined;
  const hash = digest(line.slice(0, end));
  return line.startsWith(hash, end + OPENING.length) ? new ChainEntry(line, hash) : undefined;
}

export function sha256(data: string | Buffer): string {
  return createHash('sha256').update(data).digest('hex');
}
