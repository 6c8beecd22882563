import type { BigIntStats } from 'node:fs';

/**
 * root's, and changed by nobody else. any right of the group to write counts: with an access list these bits are its
 * mask, and tell that somebody may write, not who
 */
export function isTrusted(directory: BigIntStats): boolean {
  return directory.uid === 0n && (directory.mode & 0o022n) === 0n;
}
