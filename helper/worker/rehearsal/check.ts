import { refusal } from '../errno.js';
import { isLocal } from '../facts.js';
import { namesOf } from '../mount-names.js';
import { identify, identitiesOf, isWithin } from '../path-patterns.js';
import type { PinnedPath } from '../pinned-path.js';
import { find, sameState, stateOf } from './look.js';
import { trusts } from './perform.js';
import type { GatherRequest, RehearsalChange, RehearsalState } from './protocol.js';

/** checks every change before the first is made: any difference from its `before` state rejects the whole set */
export function checkAll(changes: readonly RehearsalChange[], request: GatherRequest): void {
  const { actor, denied } = request;
  const places = { ...request, deniedObjects: identitiesOf(denied), codeObjects: identitiesOf(request.code) };
  for (const change of changes) {
    if (namesOf(change.path).some(name => isWithin(name, denied))) throw refuseDenied(change.path);
    if (change.after?.kind === 'file' && (change.after.mode & 0o6000) !== 0) {
      throw refusal('unfit', `${change.path} would run as somebody else`);
    }
    const found = find(change.path, trusts(actor));
    if (found) refuseStrangePlace(found, places);
    checkOne(found, change, request.seized[change.path]);
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

function checkOne(
  found: PinnedPath | undefined,
  { path, before }: RehearsalChange,
  seized: RehearsalState | undefined,
): void {
  if (!sameState(found && (seized ?? stateOf(found)), before))
    throw refusal('changed', `${path} is no longer as it was`);
  if (found?.stats?.isFile() === true && found.stats.nlink > 1n) {
    throw refusal('unfit', `${path} has other names (hard links)`);
  }
}

function refuseDenied(path: string): Error {
  return refusal('denied', `${path} is among the denied paths of operator.toml`);
}
