import type { BigIntStats } from 'node:fs';

/** root's, and nobody else may change it. a group that is root's own is no stranger; an acl that lets somebody write
 * shows in the group's bits */
export function isTrusted(directory: BigIntStats): boolean {
  const othersWrite = (directory.mode & 0o002n) !== 0n;
  const groupWrites = (directory.mode & 0o020n) !== 0n && directory.gid !== 0n;
  return directory.uid === 0n && !othersWrite && !groupWrites;
}
