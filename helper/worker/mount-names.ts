import { readFileSync } from 'node:fs';
import { isWithin } from './path-patterns.js';

export type MountNames = readonly Tree[];

interface Tree {
  /** `major:minor` of the file system */
  readonly device: string;
  /** the directory of that file system that is seen at `place` */
  readonly root: string;
  readonly place: string;
}

/** the path itself and, where a file system or a part of it is mounted twice, its other names */
export function namesOf(path: string, table: MountNames = readTable()): string[] {
  const own = table.findLast(({ place }) => isBelow(path, place));
  if (!own) return [path];
  const inner = join(own.root, path.slice(own.place === '/' ? 0 : own.place.length));
  const others = table.filter(({ device, root }) => device === own.device && isBelow(inner, root));
  return Array.from(
    new Set([path, ...others.map(({ root, place }) => join(place, inner.slice(root === '/' ? 0 : root.length)))]),
  );
}

/** mount points of parts of a file system that lie at, or below, one of the places by another name */
export function otherNamesOf(places: readonly string[], table: MountNames = readTable()): string[] {
  const mounted = table.map(({ place }) => place).filter(place => !isWithin(place, places));
  return mounted.filter(place => namesOf(place, table).some(name => isWithin(name, places)));
}

/** mounts of this process, for many paths */
export function readTable(): MountNames {
  const trees = readFileSync('/proc/self/mountinfo', 'utf8').split('\n').flatMap(parseTree);
  // the deepest mount is the one that a path leads to; a later one lies over an earlier one at the same place
  return trees.toSorted((one, other) => one.place.length - other.place.length);
}

function parseTree(line: string): Tree[] {
  const [, , device, root, place] = line.split(' ');
  if (device === undefined || root === undefined || place === undefined) return [];
  return [{ device, root: unescape(root), place: unescape(place) }];
}

function isBelow(path: string, place: string): boolean {
  return place === '/' || path === place || path.startsWith(`${place}/`);
}

function join(base: string, rest: string): string {
  const below = rest === '/' ? '' : rest;
  return base === '/' ? below || '/' : base + below;
}

function unescape(text: string): string {
  return text.replaceAll(/\\([0-7]{3})/g, (_, digits: string) => String.fromCharCode(Number.parseInt(digits, 8)));
}
