import { lstatSync, opendirSync, statSync, type BigIntStats } from 'node:fs';
import { matchesGlob } from '../glob.js';
import { codeOf } from './errno.js';

/** most names that are read of a directory whose owner is not root: its owner decides how many there are */
const MOST_NAMES = 4096;

/** true where the path, or a directory on its way, is one of the places */
export function isWithin(path: string, places: readonly string[]): boolean {
  const names = path.split('/').slice(1);
  return patternsOf(places).some(
    patterns =>
      patterns.length <= names.length && patterns.every((pattern, index) => matchesGlob(pattern, names[index] ?? '')),
  );
}

/** true where one of the places lies below the path */
export function isBelow(path: string, places: readonly string[]): boolean {
  const names = path.split('/').slice(1);
  return patternsOf(places).some(
    patterns =>
      names.length < patterns.length && names.every((name, index) => matchesGlob(patterns[index] ?? '', name)),
  );
}

const split = new WeakMap<readonly string[], readonly (readonly string[])[]>();

// once for each list, not for each of the thousands of paths that are looked up in it
function patternsOf(places: readonly string[]): readonly (readonly string[])[] {
  const known = split.get(places);
  if (known) return known;
  const patterns = places.map(place => place.split('/').slice(1));
  split.set(places, patterns);
  return patterns;
}

/** true where an object on the way is one of the places under another name, as a bind mount makes it */
export function isAliasOf(way: readonly BigIntStats[], places: readonly string[]): boolean {
  const seen = new Set(way.map(identify));
  // all of them, whatever is found: how long it takes must not tell
  return Array.from(identitiesOf(places)).filter(object => seen.has(object)).length > 0;
}

/** identities of the objects at the places, the same under any name */
export function identitiesOf(places: readonly string[]): ReadonlySet<string> {
  return survey(places).objects;
}

export interface Survey {
  readonly objects: ReadonlySet<string>;
  /** false where this process may not see all that the places cover */
  readonly whole: boolean;
  /** owners of directories with too many names; such a directory is one of the places itself, with all that is below it */
  readonly crowdedBy: ReadonlySet<number>;
}

export function survey(places: readonly string[]): Survey {
  const explored = places.map(explore);
  const crowded = explored.flatMap(one => one.crowded);
  const seen = [...explored.flatMap(({ found }) => found), ...crowded.map(({ directory }) => `${directory}/.`)].map(
    look,
  );
  const whole = !seen.includes('hidden') && explored.every(({ hidden }) => hidden.length === 0);
  const objects = new Set(seen.flatMap(stats => (typeof stats === 'object' ? [identify(stats)] : [])));
  return { objects, whole, crowdedBy: new Set(crowded.map(({ uid }) => uid)) };
}

function look(place: string): BigIntStats | 'missing' | 'hidden' {
  try {
    return lstatSync(place, { bigint: true, throwIfNoEntry: false }) ?? 'missing';
  } catch (error) {
    return isMissing(error) ? 'missing' : 'hidden';
  }
}

function isMissing(error: unknown): boolean {
  return ['ENOENT', 'ENOTDIR'].includes(codeOf(error));
}

export function identify(stats: BigIntStats): string {
  return `${stats.dev}:${stats.ino}`;
}

/** expands `*` in each component; a directory that this process cannot list stands for all that it may hold, a crowded one too */
export function expand(place: string): string[] {
  const { found, hidden, crowded } = explore(place);
  return [...found, ...hidden, ...crowded.map(({ directory }) => directory)];
}

interface Explored {
  readonly found: readonly string[];
  /** directories that could not be listed, so that nothing below them was found */
  readonly hidden: readonly string[];
  /** directories with too many names to list */
  readonly crowded: readonly Crowded[];
}

interface Crowded {
  readonly directory: string;
  readonly uid: number;
}

function explore(place: string): Explored {
  const hidden: string[] = [];
  const crowded: Crowded[] = [];
  let found = [''];
  for (const pattern of place.split('/').slice(1)) {
    found = found.flatMap(directory =>
      pattern.includes('*') ? list(directory, pattern, { hidden, crowded }) : [`${directory}/${pattern}`],
    );
  }
  return { found, hidden, crowded };
}

function list(directory: string, pattern: string, left: { hidden: string[]; crowded: Crowded[] }): string[] {
  const name = directory === '' ? '/' : directory;
  try {
    const { uid } = statSync(`${directory}/`);
    const names = readNames(`${directory}/`, uid === 0 ? Infinity : MOST_NAMES);
    if (names === undefined) left.crowded.push({ directory: name, uid });
    return (names ?? []).filter(one => matchesGlob(pattern, one)).map(one => `${directory}/${one}`);
  } catch (error) {
    if (!isMissing(error)) left.hidden.push(name);
    return [];
  }
}

// undefined where there are more than `most`
function readNames(directory: string, most: number): string[] | undefined {
  const names: string[] = [];
  const opened = opendirSync(directory);
  try {
    for (let entry = opened.readSync(); entry; entry = opened.readSync()) {
      if (names.length >= most) return undefined;
      names.push(entry.name);
    }
    return names;
  } finally {
    opened.closeSync();
  }
}
