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

const [ONSETS, VOWELS, CODAS] = [
  'b bl br c ch cl cr d dr f fl g gr h j k kn l m n p pl pr qu r s sc sh sl sp st t th tr v w y z'.split(' '),
  'a e i o u ai ea ee ie oa oo ou y'.split(' '),
  ['', '', '', ...'b ck d ff g l ll m mp n nd ng nk nt p r rk rn s sk ss st t th v x z'.split(' ')],
];
const LETTERS = 'abcdefghijklmnopqrstuvwxyz0123456789';

/** a name that nobody has: what is copied letter by letter must not be known by heart */
export function invented(random: Random): string {
  const parts = Array.from({ length: random.between(1, random.chance(0.2) ? 3 : 2) }, () => part(random));
  const name = parts.join(random.pick(['', '', '-', '_']));
  return random.chance(0.2) ? `${name}${random.pick(['', '-'])}${random.between(1, 99)}` : name;
}

function part(random: Random): string {
  const kind = random.next();
  if (kind < 0.45) return random.pick(NAMES);
  if (kind < 0.92) return `${random.pick(ONSETS)}${random.pick(VOWELS)}${random.pick(CODAS)}`;
  // begins with a letter: a number would be another value
  const rest = Array.from({ length: random.between(1, 4) }, () => random.pick(LETTERS.split('')));
  return `${LETTERS.charAt(random.below(26))}${rest.join('')}`;
}

// the lists lie beside the sources, also for a build of this
function folder(): URL {
  return new URL(import.meta.url.includes('/dist/') ? '../../tune/' : './', import.meta.url);
}
