import { createHmac, createSecretKey, randomBytes } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { basename, dirname } from 'node:path';
import { putFile } from '../durable-file.js';
import { cut, MOST_OF_A_FIELD } from './cut.js';
import { redactSecrets } from '../../interfaces/redact.js';

const KEY_BYTES = 32;
const MAX_PLAIN = 256;
const MAX_NAME = 64;
// sha256 of a content that somebody could guess: recorded as an hmac only
const PLAIN_DIGEST = /^[0-9a-f]{64}$/;

// no line of a chain, and no seal, begins like this: who reads their own records does not get one of those signed
const OF_CONTENT = 'content\n';

/** digests that only the owner of the key can make */
export interface RecordKey {
  /** keyed digest of the operator's own data: lines of the chain */
  readonly digest: (data: string) => string;
  /** keyed digest of a caller's data: without the key, a guess at a short content cannot be checked */
  readonly hide: (data: string) => string;
}

export async function openKey(path: string): Promise<RecordKey> {
  const key = await readOrMake(path);
  if (key.length !== KEY_BYTES) throw new Error(`${path} is damaged: move it away, and a new key is made`);
  // as an object: a key given as bytes is made one again for each line
  const secret = createSecretKey(key);
  const digest = (data: string): string => createHmac('sha256', secret).update(data).digest('hex');
  return { digest, hide: data => digest(OF_CONTENT + data) };
}

async function readOrMake(path: string): Promise<Buffer> {
  try {
    return await readFile(path);
  } catch (error) {
    if (!(error instanceof Error && 'code' in error && error.code === 'ENOENT')) throw error;
  }
  const key = randomBytes(KEY_BYTES);
  // half a key would stop every later start
  await putFile(dirname(path), basename(path), key);
  return key;
}

export interface Redaction {
  readonly keyed: RecordKey;
  /** names of the values that are secret */
  readonly hidden: ReadonlySet<string>;
}

/** parameters as they are recorded: secrets and whatever is long only by size and digest */
export function redactParams(params: unknown, redaction: Redaction): unknown {
  const entries = Object.entries(Object(params));
  return Object.fromEntries(entries.map(([name, value]) => [cut(name, MAX_NAME), redact(name, value, redaction)]));
}

/** details as they are recorded: a plain digest of a content would tell a good guess from a bad one */
export function redactDetails(
  details: Readonly<Record<string, string>>,
  redaction: Redaction,
): Record<string, unknown> {
  const entries = Object.entries(details).filter(([key]) => !key.startsWith('display_'));
  return Object.fromEntries(
    entries.map(([key, value]) => [
      key,
      /digest|sha256/.test(key) ? redaction.keyed.hide(value) : redact(key, value, redaction),
    ]),
  );
}

function redact(name: string, value: unknown, redaction: Redaction): unknown {
  const { keyed, hidden } = redaction;
  if (Array.isArray(value)) return redactItems(name, value, redaction);
  if (typeof value !== 'string') return typeof value === 'object' ? undefined : value;
  if (PLAIN_DIGEST.test(value)) return { hmac: keyed.hide(value) };
  if (!hidden.has(name) && value.length <= MAX_PLAIN) return redactSecrets(value);
  return { bytes: Buffer.byteLength(value), hmac: keyed.hide(value) };
}

// as many of the first as one field has room for
function redactItems(name: string, items: readonly unknown[], redaction: Redaction): unknown[] {
  const kept: unknown[] = [];
  let room = MOST_OF_A_FIELD;
  for (const item of items) {
    const redacted = redact(name, item, redaction);
    room -= (JSON.stringify(redacted) ?? '').length + 1;
    if (room < 0) return [...kept, `and ${items.length - kept.length} more`];
    kept.push(redacted);
  }
  return kept;
}
