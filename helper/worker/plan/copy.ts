import { accessSync, constants } from 'node:fs';
import { basename } from 'node:path/posix';
import { refusal } from '../errno.js';
import { pathOf, type PinnedPath } from '../pinned-path.js';
import { find, stateOf } from '../rehearsal/look.js';
import type { RehearsalChange, RehearsalState } from '../rehearsal/protocol.js';
import type { Wish } from '../wish/wish.js';
import {
  assertMayChange,
  assertNoSetId,
  assertOneName,
  at,
  atObject,
  listTree,
  ownerIn,
  trusting,
  type Seen,
} from './tree.js';

type Copying = Extract<Wish, { verb: 'copy' | 'move' }>;

/** bits that a copy may have, as with a umask of 022 */
const NOT_OTHERS = 0o755;

/** into a directory that is there, under the same name; else the path itself */
export function targetOf(path: string, to: string): string {
  const found = find(to, trusting);
  const isDirectory = found?.stats?.isDirectory() === true;
  found?.close();
  return isDirectory ? `${to}/${basename(path)}` : to;
}

export function planCopy({ path, to, recursive, overwrite }: Copying): RehearsalChange[] {
  assertApart(path, to);
  const isDirectory = atObject(path, ({ stats }) => {
    if (stats.isSymbolicLink()) throw refusal('unfit', `${path} is a symbolic link: name what it leads to`);
    return stats.isDirectory();
  });
  if (isDirectory && !recursive) throw refusal('EISDIR', `${path} is a directory: ask to copy all that is in it`);
  const made = at(to, found => {
    assertMayChange(found);
    return { ...ownerIn(found), there: stateOf(found) };
  });
  const seen = listTree(path);
  // another name may be one that is denied
  for (const each of seen) assertOneName(each);
  if (made.there) return [replaceOne(seen, made.there, { to, overwrite })];
  return seen.map(each => {
    assertNoSetId(each);
    const { uid, gid } = made;
    const mode = each.state.kind === 'symlink' ? 0 : each.state.mode & NOT_OTHERS;
    return create(each, to + each.path.slice(path.length), { ...each.state, mode, uid, gid });
  });
}

// owner and mode of what was there stay
function replaceOne(
  [source]: Seen[],
  before: RehearsalState,
  { to, overwrite }: Pick<Copying, 'to' | 'overwrite'>,
): RehearsalChange {
  if (source?.state.kind !== 'file' || before.kind !== 'file')
    throw refusal('EEXIST', `there is already something at ${to}`);
  if (!overwrite) throw refuseOverwrite(to);
  const { size, sha256 } = source.state;
  return { path: to, change: 'replaced', before, after: { ...before, size, sha256 }, from: source.path };
}

// each object names its source, so that a denied one is known whatever it is
function create(source: Seen, to: string, after: RehearsalState): RehearsalChange {
  return { path: to, change: 'created', before: null, after, from: source.path };
}

/** a new name on the same file system; a copy and a removal where it is another one */
export function planMove(wish: Copying): RehearsalChange[] {
  const { path, to } = wish;
  assertApart(path, to);
  const from = atObject(path, found => {
    assertMayChange(found);
    return {
      state: stateOf(found, true),
      device: found.stats.dev,
      parent: found.parent.ino,
      mayEnter: mayWrite(found),
    };
  });
  const place = at(to, found => {
    assertMayChange(found);
    return { there: stateOf(found), device: found.parent.dev, parent: found.parent.ino };
  });
  const room = makeRoom(wish, from.state, place.there);
  if (!from.state) throw refusal('changed', `${path} is gone`);
  if (from.device !== place.device) return [...room, ...moveAcross(path, to)];
  // the way up is written in the directory itself
  if (from.state.kind === 'directory' && from.parent !== place.parent && !from.mayEnter) throw refusal('EACCES', '');
  return [...room, { path, change: 'moved', before: from.state, after: from.state, to }];
}

function mayWrite({ fd }: PinnedPath): boolean {
  try {
    if (fd !== undefined) accessSync(pathOf(fd), constants.W_OK);
    return true;
  } catch {
    return false;
  }
}

function makeRoom({ to, overwrite }: Copying, from?: RehearsalState, there?: RehearsalState): RehearsalChange[] {
  if (!there) return [];
  if (there.kind === 'directory' || from?.kind === 'directory')
    throw refusal('EEXIST', `there is already something at ${to}`);
  if (!overwrite) throw refuseOverwrite(to);
  assertNoSetId({ path: to, state: there });
  return [{ path: to, change: 'deleted', before: there, after: null }];
}

function moveAcross(path: string, to: string): RehearsalChange[] {
  return listTree(path).flatMap(each => {
    assertNoSetId(each);
    assertOneName(each);
    if (trusting && each.state.uid !== process.getuid?.()) throw refusal('EACCES', '');
    const removal = { path: each.path, change: 'deleted', before: each.state, after: null } as const;
    return [create(each, to + each.path.slice(path.length), each.state), removal];
  });
}

function assertApart(path: string, to: string): void {
  if (path === to) throw refusal('EINVAL', `${path} is the same as what it is to become`);
  if (`${to}/`.startsWith(`${path}/`)) throw refusal('EINVAL', `${to} lies inside of ${path}`);
}

function refuseOverwrite(to: string): Error {
  return refusal('EEXIST', `there is already a file ${to}: ask to overwrite it, or choose another name`);
}
