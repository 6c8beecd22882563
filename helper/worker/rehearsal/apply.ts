import { closeSync, fsyncSync, openSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { codeOf, refusal } from '../errno.js';
import { isLocal } from '../facts.js';
import { namesOf } from '../mount-names.js';
import { identify, identitiesOf, isWithin } from '../path-patterns.js';
import type { PinnedPath } from '../pinned-path.js';
import { sha256 } from './digest.js';
import { invert } from './invert.js';
import { keepContents, readManifest, syncPlace, writeManifest } from './keep.js';
import { find, sameState, stateOf } from './look.js';
import { perform, sweep, trusts, type Performing } from './perform.js';
import {
  MANIFEST,
  PROGRESS,
  type ApplyReply,
  type ApplyRequest,
  type RehearsalChange,
  type Manifest,
  type RecoverRequest,
} from './protocol.js';

/** carries out a change set, all of it or nothing: what takes it back is on disk before the first change */
export function apply(request: ApplyRequest): ApplyReply {
  const { actor, store, journal, token } = request;
  const manifest = readManifest(store, request.digest);
  if (manifest.as !== actor.as || manifest.uid !== actor.uid) {
    throw refusal('changed', 'the change set is of somebody else');
  }
  const { changes } = manifest;
  checkAll(changes, request);
  const inverse = invert(manifest);
  const back = inverse.changes;
  const trusting = trusts(actor);
  keepContents(back, { store: journal, at: path => path, side: 'after', trusting });
  const undo = writeManifest(journal, inverse);
  note(journal, 'applying');
  try {
    perform(changes, { actor, store, token, resuming: false });
  } catch (error) {
    putBack(journal, back, { actor, store: journal, token, resuming: true });
    throw error;
  }
  note(journal, 'done');
  return { ok: true, undo };
}

/** puts back what a worker that was killed began; `undo` tells whether it had ended well, and nothing was put back */
export function recover({ actor, journal, token }: RecoverRequest): ApplyReply {
  const progress = readText(`${journal}/${PROGRESS}`);
  if (progress !== 'applying' && progress !== 'done') return { ok: true, undo: '' };
  const bytes = readFileSync(`${journal}/${MANIFEST}`);
  if (progress === 'done') return { ok: true, undo: sha256(bytes) };
  const { changes }: Manifest = JSON.parse(bytes.toString('utf8'));
  putBack(journal, changes, { actor, store: journal, token, resuming: true });
  return { ok: true, undo: '' };
}

function putBack(journal: string, back: readonly RehearsalChange[], performing: Performing): void {
  try {
    sweep(back, performing);
    perform(back, performing);
  } catch (error) {
    const why = error instanceof Error && !('syscall' in error) ? error.message : codeOf(error);
    throw refusal('half', `it was neither finished nor taken back: ${why}`);
  }
  note(journal, 'back');
}

// checks every change before the first is made: any difference from its `before` state rejects the whole set
function checkAll(changes: readonly RehearsalChange[], request: ApplyRequest): void {
  const { actor, denied } = request;
  const places = { ...request, deniedObjects: identitiesOf(denied), codeObjects: identitiesOf(request.code) };
  for (const change of changes) {
    if (namesOf(change.path).some(name => isWithin(name, denied))) throw refuseDenied(change.path);
    if (change.after?.kind === 'file' && (change.after.mode & 0o6000) !== 0) {
      throw refusal('unfit', `${change.path} would run as somebody else`);
    }
    const found = find(change.path, trusts(actor));
    if (found) refuseStrangePlace(found, places);
    checkOne(found, change);
    found?.close();
  }
}

interface Places {
  readonly code: readonly string[];
  readonly data: readonly string[];
  readonly deniedObjects: ReadonlySet<string>;
  readonly codeObjects: ReadonlySet<string>;
}

// how much authority was asked for went by the names: a place under another name would get by with less
function refuseStrangePlace(found: PinnedPath, { code, data, deniedObjects, codeObjects }: Places): void {
  const { parentFd, path, fd, stats } = found;
  const way = [...found.directories, ...(stats ? [stats] : [])].map(identify);
  if (way.some(each => deniedObjects.has(each))) throw refuseDenied(path);
  if (!isWithin(path, code) && !isWithin(path, data) && way.some(each => codeObjects.has(each))) {
    throw refusal('unfit', `${path} is another name of a place that the system runs code from: use that name`);
  }
  const local = isLocal(parentFd) && (fd === undefined || stats?.isFile() !== true || isLocal(fd));
  if (!local) throw refusal('unfit', `${path} is not on a local file system`);
}

function checkOne(found: PinnedPath | undefined, { path, before }: RehearsalChange): void {
  if (!sameState(found && stateOf(found), before)) throw refusal('changed', `${path} is no longer as it was`);
  if (found?.stats?.isFile() === true && found.stats.nlink > 1n) {
    throw refusal('unfit', `${path} has other names (hard links)`);
  }
}

function refuseDenied(path: string): Error {
  return refusal('denied', `${path} is among the denied paths of operator.toml`);
}

function note(journal: string, progress: 'applying' | 'done' | 'back'): void {
  const fresh = `${journal}/${PROGRESS}.new`;
  const fd = openSync(fresh, 'w', 0o600);
  writeFileSync(fd, progress);
  fsyncSync(fd);
  closeSync(fd);
  renameSync(fresh, `${journal}/${PROGRESS}`);
  syncPlace(journal);
}

function readText(path: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return '';
  }
}
