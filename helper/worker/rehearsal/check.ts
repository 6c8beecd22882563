import { readFileSync } from 'node:fs';
import { dirname } from 'node:path/posix';
import { refusal } from '../errno.js';
import { isLocal } from '../facts.js';
import { namesOf, readTable, type MountNames } from '../mount-names.js';
import { expand, identify, identitiesOf, isBelow, isWithin } from '../path-patterns.js';
import type { PinnedPath } from '../pinned-path.js';
import { find, sameState, stateLike } from './look.js';
import { parseMounts } from './mount-table.js';
import { isTrusted } from '../trust.js';
import { trusts } from './perform.js';
import type { Actor, GatherRequest, RehearsalChange, RehearsalState } from './protocol.js';
import { bringsContent } from './invert.js';

/** checks every change before the first is made: any difference from its `before` state rejects the whole set */
export function checkAll(changes: readonly RehearsalChange[], request: GatherRequest): void {
  const { actor, denied, code } = request;
  const table = readTable();
  const places = { ...request, table, deniedObjects: identitiesOf(denied), codeObjects: identitiesOf(code) };
  const moved = new Set(changes.filter(({ change }) => change === 'moved').map(({ path }) => path));
  const removed = new Set(changes.filter(({ change }) => change === 'deleted').map(({ path }) => path));
  for (const change of changes) {
    const { path, to, from, before } = change;
    refuseByName(change, places);
    at(path, actor, found => {
      if (found) refuseStrangePlace(found, places);
      if (found && isWhole(change)) refuseHolding(found, places);
      // the name will be free: what has it now is looked at as what is moved away
      if (before !== null || !moved.has(path)) checkOne(found, change, request.seized[path]);
    });
    for (const each of [to, from])
      if (each !== undefined) at(each, actor, found => found && refuseStrangePlace(found, places));
    if (to !== undefined && !removed.has(to)) at(to, actor, found => refuseTaken(found));
  }
}

function at(path: string, actor: Actor, look: (found: PinnedPath | undefined) => void): void {
  const found = find(path, trusts(actor));
  try {
    look(found);
  } finally {
    found?.close();
  }
}

function refuseByName(change: RehearsalChange, { denied, table }: Pick<Places, 'denied' | 'table'>): void {
  const { path, to, from, after } = change;
  const names = [path, to, from].flatMap(each => (each === undefined ? [] : namesOf(each, table)));
  if (names.some(each => isWithin(each, denied))) throw refuseDenied(path);
  if (bringsContent(change) && namesOf(to ?? path, table).some(each => isBelow(each, denied))) {
    throw refusal('denied', `${to ?? path} would hold denied places of operator.toml`);
  }
  if (after?.kind === 'file' && (after.mode & 0o6000) !== 0) {
    throw refusal('unfit', `${path} would run as somebody else`);
  }
}

function refuseTaken(found: PinnedPath | undefined): void {
  if (found?.fd !== undefined) throw refusal('changed', `${found.path} is there by now`);
}

interface Places extends Pick<GatherRequest, 'code' | 'data' | 'denied'> {
  readonly table: MountNames;
  readonly deniedObjects: ReadonlySet<string>;
  readonly codeObjects: ReadonlySet<string>;
}

// how much authority was asked for went by the names: a place under another name would get by with less
function refuseStrangePlace(found: PinnedPath, { code, data, table, deniedObjects, codeObjects }: Places): void {
  const { parentFd, path, fd, stats } = found;
  const way = [...found.directories, ...(stats ? [stats] : [])].map(identify);
  if (way.some(each => deniedObjects.has(each))) throw refuseDenied(path);
  if (!isWithin(path, code) && !isWithin(path, data)) {
    const isOther =
      found.directories.every(isTrusted) &&
      namesOf(path, table).some(each => isWithin(each, code) && !isWithin(each, data));
    if (isOther || way.some(each => codeObjects.has(each))) throw refuseOtherName(path);
  }
  const local = isLocal(parentFd) && (fd === undefined || stats?.isFile() !== true || isLocal(fd));
  if (!local) throw refusal('unfit', `${path} is not on a local file system`);
}

// with all that is in it, at which nobody looks
function isWhole({ change, before }: RehearsalChange): boolean {
  return before?.kind === 'directory' && (change === 'moved' || change === 'erased');
}

function refuseHolding({ path, stats }: PinnedPath, { denied, code, table }: Places): void {
  if (namesOf(path, table).some(name => isBelow(name, denied)))
    throw refusal('denied', `${path} holds denied places of operator.toml`);
  const mounts = parseMounts(readFileSync('/proc/self/mountinfo', 'utf8'));
  const mounted = mounts.find(mount => mount.path === path || mount.path.startsWith(`${path}/`));
  if (mounted) throw refusal('unfit', `something is mounted at ${mounted.path}: unmount it first`);
  const self = stats ? identify(stats) : '';
  if (identitiesOf(waysTo(denied)).has(self)) throw refuseDenied(path);
  if (!isBelow(path, code) && !isWithin(path, code) && identitiesOf(waysTo(code)).has(self))
    throw refuseOtherName(path);
}

// directories on the way to each place
function waysTo(places: readonly string[]): string[] {
  const ways = new Set<string>();
  for (const place of places.flatMap(expand)) {
    for (let at = dirname(place); at !== '/' && !ways.has(at); at = dirname(at)) ways.add(at);
  }
  return Array.from(ways);
}

function checkOne(
  found: PinnedPath | undefined,
  { path, before }: RehearsalChange,
  seized: RehearsalState | undefined,
): void {
  if (!sameState(found && (seized ?? stateLike(found, before)), before))
    throw refusal('changed', `${path} is no longer as it was`);
  if (found?.stats?.isFile() === true && found.stats.nlink > 1n) {
    throw refusal('unfit', `${path} has other names (hard links)`);
  }
}

function refuseDenied(path: string): Error {
  return refusal('denied', `${path} is among the denied paths of operator.toml`);
}

function refuseOtherName(path: string): Error {
  return refusal('unfit', `${path} is another name of a place that the system runs code from: use that name`);
}
