import { dirname, join } from 'node:path';
import type { Source } from './sources.js';

const IMPORT = /(?:from|import\()\s*'(\.[^']+)'/g;

/** for each folder the folders that its files import from, type imports included */
export function drawFolders(sources: readonly Source[]): ReadonlyMap<string, ReadonlySet<string>> {
  const known = new Set(sources.map(({ file }) => file));
  const arrows = new Map<string, Set<string>>();
  for (const { file, text } of sources) {
    const folder = dirname(file);
    const to = arrows.get(folder) ?? arrows.set(folder, new Set()).get(folder);
    for (const [, specifier = ''] of text.matchAll(IMPORT)) {
      const target = join(folder, specifier).replace(/\.js$/, '.ts');
      if (known.has(target) && dirname(target) !== folder) to?.add(dirname(target));
    }
  }
  return arrows;
}

/** groups of folders that can be reached from one another, each as a sorted list; none in a tree with a clear order */
export function findCycles(arrows: ReadonlyMap<string, ReadonlySet<string>>): readonly (readonly string[])[] {
  const reach = new Map(Array.from(arrows.keys(), folder => [folder, reachable(arrows, folder)] as const));
  const groups = new Map<string, readonly string[]>();
  for (const [folder, seen] of reach) {
    if (!seen.has(folder)) continue;
    const group = [...seen].filter(other => reach.get(other)?.has(folder)).toSorted();
    groups.set(group.join(' '), group);
  }
  return [...groups.values()];
}

function reachable(arrows: ReadonlyMap<string, ReadonlySet<string>>, from: string): ReadonlySet<string> {
  const seen = new Set<string>();
  const waiting = [...(arrows.get(from) ?? [])];
  for (let folder = waiting.pop(); folder !== undefined; folder = waiting.pop()) {
    if (seen.has(folder)) continue;
    seen.add(folder);
    waiting.push(...(arrows.get(folder) ?? []));
  }
  return seen;
}

/** how many files lie in each folder, largest first */
export function countFiles(sources: readonly Source[]): readonly (readonly [folder: string, files: number])[] {
  const counts = new Map<string, number>();
  for (const { file } of sources) counts.set(dirname(file), (counts.get(dirname(file)) ?? 0) + 1);
  return [...counts].toSorted(([, one], [, other]) => other - one);
}
