import { lstatSync, readdirSync, type BigIntStats } from 'node:fs';
import { matchesGlob } from '../glob.js';

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
  return new Set(
    places
      .flatMap(expand)
      .flatMap(place => look(place) ?? [])
      .map(identify),
  );
}

function look(place: string): BigIntStats | undefined {
  try {
    return lstatSync(place, { bigint: true, throwIfNoEntry: false });
  } catch {
    return undefined;
  }
}

export function identify(stats: BigIntStats): string {
  return `${stats.dev}:${stats.ino}`;
}

// expands `*` in each component; skips directories that this process cannot list
export function expand(place: string): string[] {
  let found = [''];
  for (const pattern of place.split('/').slice(1)) {
    found = found.flatMap(directory =>
      pattern.includes('*') ? list(directory, pattern) : [`${directory}/${pattern}`],
    );
  }
  return found;
}

function list(directory: string, pattern: string): string[] {
  try {
    return readdirSync(`${directory}/`)
      .filter(name => matchesGlob(pattern, name))
      .map(name => `${directory}/${name}`);
  } catch {
    return [];
  }
}
