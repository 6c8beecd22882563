import type { Source } from './sources.js';

const LINES = 6;

/** pairs of places in different files that share six or more lines in a row; imports, comments and bare brackets aside */
export function countDuplicates(sources: readonly Source[]): number {
  const places = new Map<string, Set<string>>();
  for (const { file, text } of sources) {
    const lines = text
      .split('\n')
      .map(line => line.trim())
      .filter(isCode);
    for (let at = 0; at + LINES <= lines.length; at += 1) {
      const run = lines.slice(at, at + LINES).join('\n');
      (places.get(run) ?? places.set(run, new Set()).get(run))?.add(file);
    }
  }
  const pairs = new Set<string>();
  for (const files of places.values()) {
    const sorted = [...files].toSorted();
    const found = sorted.flatMap((one, at) => sorted.slice(at + 1).map(other => `${one} ${other}`));
    for (const pair of found) pairs.add(pair);
  }
  return pairs.size;
}

function isCode(line: string): boolean {
  return line !== '' && !/^(?:import\b|export \* |\/\/|\/?\*|[\])};,({]+$)/.test(line);
}
