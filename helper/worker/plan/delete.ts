import { basename, dirname } from 'node:path/posix';
import { refusal } from '../errno.js';
import { find, stateOf } from '../rehearsal/look.js';
import { sha256 } from '../rehearsal/digest.js';
import type { Actor, RehearsalChange, RehearsalState } from '../rehearsal/protocol.js';
import type { Wish } from '../wish/wish.js';
import { planDirectory } from './make.js';
import {
  assertMayChange,
  assertNoSetId,
  assertOneName,
  atObject,
  listTree,
  namesOf,
  trusting,
  type Planned,
} from './tree.js';

type Deleting = Extract<Wish, { verb: 'delete' }>;

const MOST_OF_A_NAME = 1000;

/** to the person's trash where it is on the same file system; else all of it is kept elsewhere, or nothing is */
export function planDelete(wish: Deleting, { as, uid }: Actor): Planned {
  const { path, recursive, forGood, home } = wish;
  const top = atObject(path, found => {
    assertMayChange(found);
    const isFull = found.stats.isDirectory() && namesOf(found).length > 0;
    if (isFull && !recursive)
      throw refusal('ENOTEMPTY', `${path} is a directory with something in it: ask to delete that as well`);
    return { state: stateOf(found, true), device: found.parent.dev };
  });
  if (!top.state) throw refusal('ENOENT', `there is no ${path}`);
  if (forGood) return { changes: [{ path, change: 'erased', before: top.state, after: null }] };
  const trash = home === '' || as === 'root' ? undefined : `${home}/.local/share/Trash`;
  if (trash !== undefined && `${path}/`.startsWith(`${trash}/`)) {
    throw refusal('unfit', `${path} lies in the trash already: ask to delete it for good`);
  }
  if (trash !== undefined && deviceOf(trash) === top.device) return toTrash(wish, { trash, state: top.state, uid });
  const changes = listTree(path).map(each => {
    assertNoSetId(each);
    assertOneName(each);
    return { path: each.path, change: 'deleted', before: each.state, after: null } as const;
  });
  return { changes };
}

// device of the trash, or of the nearest directory on the way that is there
function deviceOf(path: string): bigint | undefined {
  const found = find(path, trusting);
  try {
    if (found?.stats) return found.stats.isDirectory() ? found.stats.dev : undefined;
  } finally {
    found?.close();
  }
  return path === '/' || dirname(path) === '/' ? undefined : deviceOf(dirname(path));
}

interface Place {
  readonly trash: string;
  readonly state: RehearsalState;
  readonly uid: number;
}

// as the freedesktop.org specification of the trash has it, so that a desktop shows and restores it
function toTrash({ path, now }: Deleting, { trash, state, uid }: Place): Planned {
  const common = { verb: 'mkdir', parents: true, mode: '0700', owner: '', group: '' } as const;
  const [files, info] = [
    planDirectory({ ...common, path: `${trash}/files` }),
    planDirectory({ ...common, path: `${trash}/info` }),
  ];
  const known = new Set(files.map(each => each.path));
  const directories = [...files, ...info.filter(each => !known.has(each.path))];
  const name = freeName(trash, basename(path));
  const text = Buffer.from(
    `[Trash Info]\nPath=${path.split('/').map(encodeURIComponent).join('/')}\nDeletionDate=${now}\n`,
  );
  const gid = process.getgid?.() ?? 0;
  const note = { kind: 'file', mode: 0o600, uid, gid, size: text.length, sha256: sha256(text), target: '' } as const;
  const changes: RehearsalChange[] = [
    ...directories,
    { path: `${trash}/info/${name}.trashinfo`, change: 'created', before: null, after: note },
    { path, change: 'moved', before: state, after: state, to: `${trash}/files/${name}` },
  ];
  return { changes, contents: [text.toString('base64')] };
}

function freeName(trash: string, name: string): string {
  for (let count = 1; count <= MOST_OF_A_NAME; count++) {
    const candidate = count === 1 ? name : `${name}.${count}`;
    if (!isThere(`${trash}/files/${candidate}`) && !isThere(`${trash}/info/${candidate}.trashinfo`)) return candidate;
  }
  throw refusal('unfit', `the trash holds too many things named ${name}: empty it, or ask to delete it for good`);
}

function isThere(path: string): boolean {
  const found = find(path, trusting);
  const there = found?.fd !== undefined;
  found?.close();
  return there;
}
