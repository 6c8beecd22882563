import { readFileSync } from 'node:fs';
import type { Random } from './random.js';

const list = (name: string): string[] => {
  const words: unknown = JSON.parse(readFileSync(new URL(`words/${name}.json`, folder()), 'utf8'));
  return Array.isArray(words) ? words.map(String) : [];
};

export const PACKAGES = list('packages');
export const UNITS = list('units');
export const PROCESSES = list('processes');
export const USERS = list('users');
export const STEMS = list('stems');
export const WORDS = list('words');
export const FOLDERS = list('folders');
export const FILES = list('files');
export const ENDINGS = list('endings');
export const TEXTS = list('texts');
const NAMES = list('names');

/** a name that nobody has: what is copied letter by letter must not be known by heart */
export function invented(random: Random): string {
  const parts = Array.from({ length: random.between(1, 3) }, () => random.pick(NAMES));
  const name = parts.join(random.pick(['', '', '-', '_']));
  return random.chance(0.2) ? `${name}${random.pick(['', '-'])}${random.between(1, 99)}` : name;
}

// the lists lie beside the sources, also for a build of this
function folder(): URL {
  return new URL(import.meta.url.includes('/dist/') ? '../../tune/' : './', import.meta.url);
}
