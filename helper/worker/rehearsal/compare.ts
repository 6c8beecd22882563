import { codeOf, refusal } from '../errno.js';
import { isWithin } from '../path-patterns.js';
import { inspectPath, namesIn, sameState, type Seen } from './look.js';
import { MAX_CHANGES, type RehearsalChange, type ChangeKind, type RehearsalState } from './protocol.js';
import { inCopy } from './stage.js';
import type { Compared } from './refuse-attributes.js';
import type { TouchedLayer } from './touched.js';

export interface Comparison {
  readonly layers: readonly TouchedLayer[];
  /** places where file systems begin, those that the copy only reads among them */
  readonly mounts: readonly string[];
  readonly denied: readonly string[];
  /** milliseconds of the clock: what changed outside since then is not to be mistaken for the script's work */
  readonly startedAt: number;
  /** a path of the machine as it is in the copy */
  readonly inCopy?: (path: string) => string;
}

/** changes between the machine and its copy, sorted by path; throws for objects that a change set cannot hold */
export function compare(comparison: Comparison): Compared {
  const changes = new Changes(comparison);
  for (const layer of comparison.layers) changes.visit(layer, '', false);
  return { changes: changes.found.toSorted((one, other) => (one.path < other.path ? -1 : 1)), same: changes.same };
}

type Pair = readonly [RehearsalState | undefined, RehearsalState | undefined];

class Changes {
  readonly found: RehearsalChange[] = [];
  readonly same: string[] = [];
  readonly #of: Comparison;
  readonly #mounts: ReadonlySet<string>;

  constructor(comparison: Comparison) {
    this.#of = comparison;
    this.#mounts = new Set(comparison.mounts);
  }

  /** one directory of an upper layer: there and below the script changed something. `whole` looks at every name in it */
  visit(layer: TouchedLayer, inside: string, whole: boolean): void {
    const directory = (layer.mount === '/' ? '' : layer.mount) + inside;
    const touched = new Set(layer.names[inside]);
    const place = directory === '' ? '/' : directory;
    const [before, after] = [namesToSee(place), namesToSee(this.#copyOf(place))];
    const left = new Set(after);
    // a directory that was replaced hides what the one before held, without a mark for each name
    const isRenamed = whole || layer.renamed.includes(inside);
    const names = new Set([
      ...touched,
      ...before.filter(name => isRenamed || !left.has(name)),
      ...(isRenamed ? after : []),
    ]);
    for (const name of names) {
      const path = `${directory}/${name}`;
      if (this.#mounts.has(path)) continue;
      const both = this.#compareOne(path);
      if (both && (isRenamed || touched.has(name))) this.visit(layer, `${inside}/${name}`, isRenamed);
    }
  }

  // true where it is a directory before and after
  #compareOne(path: string): boolean {
    const [was, is] = [inspect(path, path), inspect(this.#copyOf(path), path)];
    const [before, after] = [was.state, is.state];
    if (sameState(before, after)) {
      if (after) this.same.push(path);
      return after?.kind === 'directory';
    }
    refuseLinked(path, was);
    refuseLinked(path, is);
    if (was.stats && Number(was.stats.ctimeMs) >= this.#of.startedAt) throw refuseMoved(path);
    this.#add(path, before, after);
    if (before?.kind === 'directory' && after?.kind === 'directory') return true;
    if (before?.kind === 'directory') this.#addBelow(path, path, state => [state, undefined]);
    if (after?.kind === 'directory') this.#addBelow(path, this.#copyOf(path), state => [undefined, state]);
    return false;
  }

  #addBelow(path: string, at: string, pair: (state: RehearsalState | undefined) => Pair): void {
    for (const name of readable(path, () => namesIn(at))) {
      if (this.#mounts.has(`${path}/${name}`)) throw refuseMounted(`${path}/${name}`);
      const seen = inspect(`${at}/${name}`, `${path}/${name}`);
      const { state } = seen;
      refuseLinked(`${path}/${name}`, seen);
      const [before, after] = pair(state);
      this.#add(`${path}/${name}`, before, after);
      if (state?.kind === 'directory') this.#addBelow(`${path}/${name}`, `${at}/${name}`, pair);
    }
  }

  #add(path: string, before: RehearsalState | undefined, after: RehearsalState | undefined): void {
    if (isWithin(path, this.#of.denied)) {
      throw refusal('denied', `${path} is among the denied paths of operator.toml, so none of it is done`);
    }
    // either side: what is taken away could not be put back
    if ([before, after].some(isSetId)) {
      throw refusal('unfit', `${path} runs as somebody else (set-user-id or set-group-id), so none of it is done`);
    }
    const change = kindOf(before, after);
    if (this.found.length >= MAX_CHANGES) throw refusal('unfit', `more than ${MAX_CHANGES} changes`);
    this.found.push({ path, change, before: before ?? null, after: after ?? null });
  }

  #copyOf(path: string): string {
    return (this.#of.inCopy ?? inCopy)(path);
  }
}

function inspect(at: string, path: string): Seen {
  return readable(path, () => inspectPath(at));
}

// before or after: what its own person may not read can neither be kept nor be shown
function readable<T>(path: string, read: () => T): T {
  try {
    return read();
  } catch (error) {
    if (codeOf(error) !== 'EACCES') throw error;
    throw refusal('unfit', `${path} may not be read as whom the script runs, so none of it is done`);
  }
}

function isSetId(state: RehearsalState | undefined): boolean {
  return state?.kind === 'file' && (state.mode & 0o6000) !== 0;
}

function kindOf(before: RehearsalState | undefined, after: RehearsalState | undefined): ChangeKind {
  if (!before) return 'created';
  if (!after) return 'deleted';
  const content = ['kind', 'size', 'sha256', 'target'] as const;
  if (content.some(key => before[key] !== after[key])) return 'replaced';
  return before.uid === after.uid && before.gid === after.gid ? 'mode' : 'owner';
}

// a directory that may be searched and not read: what the script changed in it is marked name by name
function namesToSee(directory: string): string[] {
  try {
    return namesIn(directory);
  } catch (error) {
    if (codeOf(error) === 'EACCES') return [];
    throw error;
  }
}

// changed under all its names, of which the copy shows only one
function refuseLinked(path: string, { state, stats }: Seen): void {
  if (state?.kind !== 'file' || !stats || stats.nlink <= 1n) return;
  throw refusal('unfit', `${path} has other names (hard links), so none of it is done`);
}

// with a new name for a directory the mount would move along, which no list of files says
function refuseMounted(path: string): Error {
  return refusal('unfit', `a file system is mounted at ${path}, below what is moved, so none of it is done`);
}

function refuseMoved(path: string): Error {
  return refusal('changed', `${path} changed outside while the script ran: rehearse it again`);
}
