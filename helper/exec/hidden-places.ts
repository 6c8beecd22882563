import { lstatSync } from 'node:fs';
import { OWN_PUBLIC } from '../config/places.js';
import { namesOf, otherNamesOf, readTable } from '../worker/mount-names.js';
import { expand } from '../worker/path-patterns.js';

// the kernel's own, and needed by every program: these have walls of their own
const NEEDED = new Set(['/proc', '/sys', '/dev', ...OWN_PUBLIC]);

/**
 * the denied places, as paths that a cage takes out of a program's sight; missing ones among them. below the caller's home,
 * where this process sees nothing, a name with `*` takes its whole directory along
 */
export function hiddenPlaces(denied: readonly string[], home: string, table = readTable()): string[] {
  const secret = denied.filter(place => !NEEDED.has(place));
  const places = secret.flatMap(place => inHome(place, home) ?? spelledOut(place));
  // two names of one thing that is mounted twice, as far as this process sees mounts
  const others = [...places.flatMap(place => namesOf(place, table)), ...otherNamesOf(secret, table)];
  return Array.from(new Set([...places, ...others]));
}

function spelledOut(place: string): string[] {
  return place.includes('*') ? expand(place).map(steadyPlace) : [place];
}

// a mount follows a link, and the owner of a directory could lead one to a place that everybody needs: then the outermost
// directory that is not root's is hidden instead
function steadyPlace(path: string): string {
  const names = path.split('/').slice(1);
  const directories = names.slice(0, -1).map((_, at) => `/${names.slice(0, at + 1).join('/')}`);
  return directories.find(directory => lstatSync(directory, { throwIfNoEntry: false })?.uid !== 0) ?? path;
}

function inHome(place: string, home: string): string[] | undefined {
  const [names, patterns] = [home, place].map(path => path.split('/').slice(1));
  if (!names || !patterns || patterns.length <= names.length) return undefined;
  const isHome = names.every((name, at) => patterns[at] === name || patterns[at] === '*');
  if (!isHome) return undefined;
  const rest = patterns.slice(names.length);
  const open = rest.findIndex(pattern => pattern.includes('*'));
  const whole = open < 0 ? rest : rest.slice(0, open);
  return whole.length === 0 ? [] : [[home, ...whole].join('/')];
}
