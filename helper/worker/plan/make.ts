import { dirname } from 'node:path/posix';
import { refusal } from '../errno.js';
import { find, stateOf } from '../rehearsal/look.js';
import type { RehearsalChange } from '../rehearsal/protocol.js';
import type { Wish } from '../wish/wish.js';
import { groupId, userId } from './ids.js';
import { assertMayChange, at, ownerIn, trusting } from './tree.js';

const EMPTY = { size: 0, sha256: '', target: '' };

/** a directory, and those on the way to it where they are asked for */
export function planDirectory(wish: Extract<Wish, { verb: 'mkdir' }>): RehearsalChange[] {
  const { path, parents, mode, owner, group } = wish;
  const missing = missingOnWay(path);
  if (missing.length === 0) {
    const kind = at(path, found => stateOf(found, true)?.kind);
    if (kind === 'directory' && parents) return [];
    throw refusal('EEXIST', `there is already a ${kind === 'symlink' ? 'symbolic link' : (kind ?? 'file')} ${path}`);
  }
  if (missing.length > 1 && !parents) {
    throw refusal('ENOENT', `there is no directory ${dirname(path)}: ask for the directories on the way as well`);
  }
  const [first = path] = missing;
  const made = at(first, found => {
    assertMayChange(found);
    return ownerIn(found);
  });
  const own = { uid: userId(owner) ?? made.uid, gid: groupId(group) ?? made.gid };
  if (own.uid !== made.uid && trusting) throw refusal('EACCES', '');
  return missing.map(each => {
    const last = each === path;
    const bits = (last && mode !== '' ? Number.parseInt(mode, 8) : 0o755) | (made.inherits ? 0o2000 : 0);
    const { uid, gid } = last ? own : made;
    return {
      path: each,
      change: 'created',
      before: null,
      after: { kind: 'directory', mode: bits, uid, gid, ...EMPTY },
    };
  });
}

// from the top down; a file on the way is nothing to make a directory in
function missingOnWay(path: string): string[] {
  const missing: string[] = [];
  for (let each = path; each !== '/'; each = dirname(each)) {
    const found = find(each, trusting);
    const [isThere, isDirectory] = [found?.fd !== undefined, found?.stats?.isDirectory() === true];
    found?.close();
    if (isThere && each !== path && !isDirectory) throw refusal('ENOTDIR', `${each} is not a directory`);
    if (isThere) return missing;
    missing.unshift(each);
  }
  return missing;
}

export function planLink({ path, target, overwrite }: Extract<Wish, { verb: 'symlink' }>): RehearsalChange[] {
  return at(path, found => {
    const before = found.stats?.isSymbolicLink() === true ? stateOf(found, true) : undefined;
    if (found.fd !== undefined && !before)
      throw refusal('EEXIST', `there is already something at ${path}, and no link`);
    if (before?.target === target) return [];
    if (before && !overwrite) throw refusal('EEXIST', `there is already a link ${path}: ask to overwrite it`);
    assertMayChange(found);
    const { uid, gid } = ownerIn(found);
    const after = { ...EMPTY, kind: 'symlink', mode: 0, uid, gid, target } as const;
    return [{ path, change: before ? 'replaced' : 'created', before: before ?? null, after }];
  });
}
