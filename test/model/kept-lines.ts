import { appendFileSync, mkdirSync, readFileSync } from 'node:fs';
import { dirname } from 'node:path';

/** a file of one json value a line; a last line that was cut off is left out */
export function readLines<T>(path: string): T[] {
  try {
    const lines = readFileSync(path, 'utf8').split('\n');
    return lines.filter(line => line.endsWith('}')).map((line): T => JSON.parse(line));
  } catch {
    return [];
  }
}

export function appendLine(path: string, value: object): void {
  mkdirSync(dirname(path), { recursive: true });
  appendFileSync(path, `${JSON.stringify(value)}\n`);
}
