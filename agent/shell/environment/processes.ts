import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

/** ids of the processes of this name, or whose command line holds the pattern; our own is none of them */
export function findProcesses(root: string, by: 'name' | 'pattern', text: string): number[] {
  const ids = readFolder(join(root, 'proc')).filter(name => /^\d+$/u.test(name) && Number(name) !== process.pid);
  return ids.filter(id => matches(join(root, 'proc', id), by, text)).map(Number);
}

function matches(folder: string, by: 'name' | 'pattern', text: string): boolean {
  try {
    if (by === 'name') return readFileSync(join(folder, 'comm'), 'utf8').trim() === text.slice(0, 15);
    return readFileSync(join(folder, 'cmdline'), 'utf8').replaceAll('\0', ' ').includes(text);
  } catch {
    // it ended meanwhile
    return false;
  }
}

function readFolder(folder: string): string[] {
  try {
    return readdirSync(folder);
  } catch {
    return [];
  }
}
