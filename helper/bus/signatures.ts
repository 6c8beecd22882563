import signatures, { type TypeTree } from 'dbus-next/lib/signature.js';

/** callers choose signatures too: what they could fill is small, and starts over when it is full */
const MAX_KEPT = 256;
const kept = new Map<string, readonly TypeTree[]>();

/** the types of a body, parsed once */
export function parseTypes(signature: string): readonly TypeTree[] {
  const known = kept.get(signature);
  if (known) return known;
  const trees = signatures.parseSignature(signature);
  if (kept.size >= MAX_KEPT) kept.clear();
  kept.set(signature, trees);
  return trees;
}
