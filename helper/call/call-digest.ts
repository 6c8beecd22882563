import { createHash } from 'node:crypto';
import type { CallFacts } from './types.js';

/** the same text for the same value, whatever the order of its keys */
export function canonical(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(canonical).join(',')}]`;
  if (typeof value === 'bigint') return String(value);
  if (typeof value !== 'object' || value === null) return JSON.stringify(value) ?? 'null';
  const entries = Object.entries(value).filter(([, member]) => member !== undefined);
  const sorted = entries.toSorted(([one], [other]) => (one < other ? -1 : 1));
  return `{${sorted.map(([key, member]) => `${JSON.stringify(key)}:${canonical(member)}`).join(',')}}`;
}

/** digest of a prepared call; equal only if tier, details, foreign checks and pinned facts are equal */
export function digestPreparedCall({
  tier,
  details,
  foreign,
  pinned,
}: Pick<CallFacts, 'tier' | 'details' | 'foreign' | 'pinned'>) {
  return digest({ tier: tier.name, details, foreign, pinned });
}

/** digest of an action and its parameters */
export function digestOfCall(action: string, params: unknown): string {
  return digest({ action, params });
}

function digest(value: unknown): string {
  return createHash('sha256').update(canonical(value)).digest('hex');
}
