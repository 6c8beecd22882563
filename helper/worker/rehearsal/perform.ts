import { closeSync, constants, openSync } from 'node:fs';
import { dirname } from 'node:path/posix';
import { refusal } from '../errno.js';
import { pathOf, walk, type PinnedPath } from '../pinned-path.js';
import { isSameContent } from './keep.js';
import { contentOf, syncPlace } from './keeper.js';
import { find, sameState, stateOf } from './look.js';
import type { Actor, RehearsalChange, RehearsalState } from './protocol.js';
import type { Seized } from './seize.js';
import { dress, putDirectory, putFile, putLink, removeFound, sweepBeside } from './put.js';

export interface Performing {
  readonly actor: Actor;
  /** holds the contents */
  readonly store: string;
  readonly token: string;
  /** skips objects that are already in their final state, and continues unfinished directories */
  readonly resuming: boolean;
  /** directories that are root's alone meanwhile */
  readonly seized: Seized;
}

/** carries out a change set in the order in which it can be: away from the leaves up, there from the root down */
export function perform(changes: readonly RehearsalChange[], performing: Performing): void {
  const down = changes.toSorted((one, other) => (one.path < other.path ? -1 : 1));
  const up = down.toReversed();
  for (const change of up) if (isRemoval(change)) step(change, performing, remove);
  for (const change of down) if (change.after) step(change, performing, place);
  // before any directory is given to somebody else: root looks into none then
  for (const directory of new Set(down.map(({ path }) => dirname(path)))) syncDirectory(directory, performing);
  for (const change of up) if (change.after?.kind === 'directory') finish(change, performing);
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
    const now = stateOf(found);
    if (performing.resuming && sameState(now, after)) return;
    const fits = sameState(now, before) || isOurs(now, change, performing);
    if (!fits) throw refusal('changed', `${path} is no longer as it was`);
    withContent(performing.store, needed, contentFd => act(performing)(found, change, contentFd));
  } finally {
    found.close();
  }
}

function withContent(store: string, needed: RehearsalState | undefined, use: (contentFd: number) => void): void {
  const contentFd = needed ? openSync(contentOf(store, needed.sha256), constants.O_RDONLY) : -1;
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

const remove = (): Step => found => {
  if (found.fd !== undefined) removeFound(found);
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
