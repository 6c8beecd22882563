import { lstatSync, readdirSync, type BigIntStats } from 'node:fs';
import { matchesGlob } from '../glob.js';
import { codeOf } from './errno.js';

/** true where the path, or a directory on its way, is one of the places */
export function isWithin(path: string, places: readonly string[]): boolean {
  const names = path.split('/').slice(1);
  return places.some(place => {
    const patterns = place.split('/').slice(1);
    return (
      patterns.length <= names.length && patterns.every((pattern, index) => matchesGlob(pattern, names[index] ?? ''))
    );
  });
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
}

export function survey(places: readonly string[]): Survey {
  const explored = places.map(explore);
  const seen = explored.flatMap(({ found }) => found).map(look);
  const whole = !seen.includes('hidden') && explored.every(({ hidden }) => hidden.length === 0);
  return { objects: new Set(seen.flatMap(stats => (typeof stats === 'object' ? [identify(stats)] : []))), whole };
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

/** expands `*` in each component; a directory that this process cannot list stands for all that it may hold */
export function expand(place: string): string[] {
  const { found, hidden } = explore(place);
  return [...found, ...hidden];
}

interface Explored {
  readonly found: readonly string[];
  /** directories that could not be listed, so that nothing below them was found */
  readonly hidden: readonly string[];
}

function explore(place: string): Explored {
  const hidden: string[] = [];
  let found = [''];
  for (const pattern of place.split('/').slice(1)) {
    found = found.flatMap(directory =>
      pattern.includes('*') ? list(directory, pattern, hidden) : [`${directory}/${pattern}`],
    );
  }
  return { found, hidden };
}

function list(directory: string, pattern: string, hidden: string[]): string[] {
  try {
    return readdirSync(`${directory}/`)
      .filter(name => matchesGlob(pattern, name))
      .map(name => `${directory}/${name}`);
  } catch (error) {
    if (!isMissing(error)) hidden.push(directory === '' ? '/' : directory);
    return [];
  }
}
