import { closeSync } from 'node:fs';
import { dirname } from 'node:path/posix';
import { refusal } from '../errno.js';
import { pathOf, walk, type PinnedPath } from '../pinned-path.js';
import { isSameContent } from './keep.js';
import { syncPlace } from './keeper.js';
import { find, sameState, stateLike } from './look.js';
import { holdsMoved, move } from './move.js';
import type { Actor, RehearsalChange, RehearsalState } from './protocol.js';
import { openOwn, type Seized } from './seize.js';
import {
  dress,
  eraseFound,
  isSource,
  openContent,
  putDirectory,
  putFile,
  putLink,
  removeFound,
  sweepBeside,
} from './put.js';

export interface Performing {
  readonly actor: Actor;
  /** holds the contents */
  readonly store: string;
  readonly token: string;
  /** skips objects that are already in their final state, and continues unfinished directories */
  readonly resuming: boolean;
  /** directories that are root's alone, or writable to their owner, meanwhile */
  readonly seized: Seized;
}

/** carries out a change set in the order in which it can be: away from the leaves up, there from the root down */
export function perform(changes: readonly RehearsalChange[], given: Performing): void {
  const performing = trusts(given.actor) ? { ...given, seized: openOwn(changes) } : given;
  const down = changes.toSorted((one, other) => (one.path < other.path ? -1 : 1));
  const up = down.toReversed();
  const moves = changes.filter(({ change }) => change === 'moved');
  const places = down.filter(({ after, change }) => after && change !== 'moved');
  const [late, early] = part(up.filter(isRemoval), change => holdsMoved(change, moves) || isSource(change, places));
  const [directories, others] = part(places, ({ after }) => after?.kind === 'directory');
  for (const change of early) step(change, performing, remove);
  for (const change of directories) step(change, performing, place);
  for (const change of moves) move(change, { ...performing, trusting: trusts(performing.actor) });
  for (const change of others) step(change, performing, place);
  for (const change of late) step(change, performing, remove);
  // before any directory is given to somebody else: root looks into none then
  const touched = down.flatMap(({ path, to = path }) => [dirname(path), dirname(to)]);
  for (const directory of new Set(touched)) syncDirectory(directory, performing);
  for (const change of directories.toReversed()) finish(change, performing);
}

function part<T>(all: readonly T[], belongs: (each: T) => boolean): readonly [readonly T[], readonly T[]] {
  return [all.filter(belongs), all.filter(each => !belongs(each))];
}

/** takes away the temporary files that a killed worker may have left */
export function sweep(changes: readonly RehearsalChange[], performing: Performing): void {
  const parents = new Map(changes.map(({ path }) => [dirname(path), path]));
  for (const path of parents.values()) {
    const found = find(path, trusts(performing.actor));
    if (found) sweepBeside(found, performing.token);
    found?.close();
  }
}

/** root looks into no directory that others may change */
export function trusts({ as }: Actor): boolean {
  return as === 'caller';
}

// one directory in the place of another keeps what is in it; anything else in the place of a directory needs it gone
function isRemoval({ before, after }: RehearsalChange): boolean {
  if (!before) return false;
  if (!after) return true;
  return before.kind !== after.kind && (before.kind === 'directory' || after.kind === 'directory');
}

type Step = (found: PinnedPath, change: RehearsalChange, contentFd: number) => void;

function step(change: RehearsalChange, performing: Performing, act: (performing: Performing) => Step): void {
  const { path, before, after } = change;
  const needed = after?.kind === 'file' && !isSameContent(change) ? after : undefined;
  const found = find(path, trusts(performing.actor));
  // the directory that would hold it was not made, or is gone again
  if (!found && performing.resuming && !after) return;
  if (!found) throw refusal('changed', `${path} is no longer as it was`);
  try {
    const now = stateLike(found, before);
    if (performing.resuming && sameState(stateLike(found, after), after)) return;
    const fits = sameState(now, before) || isOurs(now, change, performing);
    if (!fits) throw refusal('changed', `${path} is no longer as it was`);
    withContent(change, { ...performing, needed }, contentFd => act(performing)(found, change, contentFd));
  } finally {
    found.close();
  }
}

type Needing = Performing & { readonly needed: RehearsalState | undefined };

function withContent(
  change: RehearsalChange,
  { needed, store, actor }: Needing,
  use: (contentFd: number) => void,
): void {
  const contentFd = needed ? openContent(change, needed, store, trusts(actor)) : -1;
  try {
    use(contentFd);
  } finally {
    if (contentFd >= 0) closeSync(contentFd);
  }
}

// the first pass took it away already, or a directory stands there whose owner and mode are not final
function isOurs(now: RehearsalState | undefined, change: RehearsalChange, { resuming, seized }: Performing): boolean {
  if (now?.kind === 'directory' && change.path in seized) return true;
  if (now === undefined) return isRemoval(change) && change.after !== null;
  return resuming && now.kind === 'directory' && (change.before?.kind ?? change.after?.kind) === 'directory';
}

const remove = (): Step => (found, change) => {
  if (found.fd === undefined) return;
  if (change.change === 'erased') eraseFound(found);
  else removeFound(found);
};

const place =
  ({ token }: Performing): Step =>
  (found, change, contentFd) => {
    const { after } = change;
    if (after?.kind === 'directory') {
      if (found.fd === undefined) putDirectory(found);
    } else if (after?.kind === 'symlink' && change.change !== 'owner') putLink(found, after, token);
    else if (after?.kind === 'file' && contentFd >= 0) putFile(found, after, contentFd, token);
    else if (after) dress(found, after);
  };

function finish({ path, after }: RehearsalChange, { actor }: Performing): void {
  const found = walk(path, trusts(actor));
  try {
    if (found.stats?.isDirectory() !== true) throw refusal('changed', `${path} is no longer a directory`);
    if (after) dress(found, after);
    if (found.fd !== undefined) trySync(pathOf(found.fd));
  } finally {
    found.close();
  }
}

function syncDirectory(directory: string, { actor }: Performing): void {
  if (directory === '/') return syncPlace('/');
  const found = find(directory, trusts(actor));
  if (found?.fd !== undefined && found.stats?.isDirectory() === true) trySync(pathOf(found.fd));
  found?.close();
}

// a directory that may be written and not read can't be opened for this
function trySync(path: string): void {
  try {
    syncPlace(path);
  } catch {
    // the change is made; only how soon it is on disk is the file system's to say
  }
}
