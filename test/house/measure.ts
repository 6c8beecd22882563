import { existsSync } from 'node:fs';
import { namesOutside } from './action-names.js';
import { findHeadless } from './comments.js';
import { countDuplicates } from './duplicates.js';
import { countFiles, drawFolders, findCycles } from './folders.js';
import { countLines, listSources } from './sources.js';

export interface Figure {
  readonly name: string;
  readonly value: number;
  /** the most that the house allows; a figure without one is only told */
  readonly most?: number;
}

/** the figures of the structure, of the tree in the present folder */
export function measureHouse(): readonly Figure[] {
  const sources = listSources();
  const lines = sources.map(countLines).toSorted((one, other) => one - other);
  const at = (share: number): number => lines[Math.min(lines.length - 1, Math.floor(lines.length * share))] ?? 0;
  const comments = listSources(['.']).flatMap(findHeadless);
  const mirrored = sources.filter(({ file }) => existsSync(`test/${file.replace(/\.ts$/, '.test.ts')}`));
  return [
    { name: 'files', value: sources.length },
    { name: 'lines', value: lines.reduce((sum, count) => sum + count, 0) },
    { name: 'median lines of a file', value: at(0.5), most: 80 },
    { name: 'lines that nine files of ten stay under', value: at(0.9) },
    { name: 'lines of the longest file', value: lines.at(-1) ?? 0, most: 200 },
    { name: 'files in the largest folder', value: countFiles(sources)[0]?.[1] ?? 0, most: 25 },
    { name: 'cycles of folders', value: findCycles(drawFolders(sources)).length, most: 0 },
    { name: 'places outside the actions that name one', value: Object.values(namesOutside()).flat().length, most: 0 },
    { name: 'comments that begin without a noun or verb', value: comments.length, most: 0 },
    { name: 'pairs of places with six equal lines', value: countDuplicates(sources) },
    { name: 'percent of files with a test at the mirrored path', value: share(mirrored.length, sources.length) },
  ];
}

function share(part: number, whole: number): number {
  return whole === 0 ? 0 : Math.round((100 * part) / whole);
}
