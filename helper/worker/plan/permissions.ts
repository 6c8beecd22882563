import { refusal } from '../errno.js';
import { sameState } from '../rehearsal/look.js';
import type { RehearsalChange, RehearsalState } from '../rehearsal/protocol.js';
import type { Wish } from '../wish/wish.js';
import { groupId, userId } from './ids.js';
import { modeAfter } from './modes.js';
import { assertNoSetId, assertOneName, atObject, listTree, trusting, type Seen } from './tree.js';

type Permissions = Extract<Wish, { verb: 'chmod' }>;

/** mode, owner and group of an object, or of all below a directory; links are left alone */
export function planPermissions(wish: Permissions): RehearsalChange[] {
  const { path, recursive, only } = wish;
  const ids = { uid: userId(wish.owner), gid: groupId(wish.group) };
  const isDirectory = atObject(path, ({ stats }) => {
    if (stats.isSymbolicLink()) throw refusal('unfit', `${path} is a symbolic link: name what it leads to`);
    return stats.isDirectory();
  });
  const all = recursive && isDirectory ? listTree(path, true) : [listOne(path)];
  const kinds = { files: 'file', directories: 'directory', all: '' }[only];
  return all.flatMap(seen => {
    const { state } = seen;
    if (state.kind === 'symlink' || (kinds !== '' && state.kind !== kinds)) return [];
    const after = {
      ...state,
      mode: modeAfter(wish.mode, state.mode, state.kind === 'directory'),
      uid: ids.uid ?? state.uid,
      gid: ids.gid ?? state.gid,
    };
    if (sameState(state, after)) return [];
    assertNoSetId(seen);
    assertOneName(seen);
    assertMay(state, after);
    const moved = state.uid !== after.uid || state.gid !== after.gid;
    return [{ path: seen.path, change: moved ? 'owner' : 'mode', before: state, after } as const];
  });
}

// not by `listTree`, which would go on into a directory
function listOne(path: string): Seen {
  return atObject(path, found => {
    const { stats } = found;
    if (!stats.isFile() && !stats.isDirectory()) throw refusal('unfit', `${path} is no file and no directory`);
    const common = { mode: Number(stats.mode & 0o7777n), uid: Number(stats.uid), gid: Number(stats.gid) };
    const kind = stats.isFile() ? 'file' : 'directory';
    return { path, stats, state: { kind, ...common, size: 0, sha256: '', target: '' } };
  });
}

// chmod(2) and chown(2) are for the owner; a group is one of the owner's own
function assertMay(before: RehearsalState, after: RehearsalState): void {
  if (!trusting) return;
  const groups = [process.getgid?.(), ...(process.getgroups?.() ?? [])];
  const isOwner = before.uid === process.getuid?.();
  if (isOwner && after.uid === before.uid && (after.gid === before.gid || groups.includes(after.gid))) return;
  throw refusal('EACCES', '');
}
