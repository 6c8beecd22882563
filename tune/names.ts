import type { Random } from './random.js';
import type { Filling } from './template.js';
import { ENDINGS, FOLDERS, invented, PACKAGES, STEMS, TEXTS, UNITS, WORDS } from './words.js';

const ENDS = ['.service', '.service', '.service', '.timer', '.socket'];

/** the name of a file without its ending */
function stem(random: Random): string {
  const kind = random.next();
  if (kind < 0.5) return random.pick(STEMS);
  if (kind < 0.7) return `${random.pick(STEMS)}${random.pick(['-', '_', ''])}${random.pick(STEMS)}`;
  if (kind < 0.8) return `${random.pick(STEMS)}${random.pick(['', '-', '_'])}${random.between(1, 2030)}`;
  return kind < 0.85 ? random.pick('abcdefghijklmnopqrstuvwxyz'.split('')) : invented(random);
}

export function fileName(random: Random): string {
  const name = random.chance(0.9) ? `${stem(random)}.${random.pick(ENDINGS)}` : stem(random);
  const shown = random.chance(0.08)
    ? `.${name}`
    : random.chance(0.1)
      ? name.charAt(0).toUpperCase() + name.slice(1)
      : name;
  return random.chance(0.55) ? shown : `${folderName(random)}/${shown}`;
}

export function folderName(random: Random): string {
  const known = random.pick(FOLDERS);
  if (random.chance(0.15)) return `${known}/${invented(random)}/${stem(random)}`;
  return random.chance(0.3) ? `${known}/${stem(random)}` : known;
}

/** a few words of a note or a list */
export function phrase(random: Random): string {
  const word = (): string => (random.chance(0.2) ? invented(random) : random.pick(random.chance(0.25) ? STEMS : WORDS));
  const words = Array.from({ length: random.between(1, random.chance(0.1) ? 9 : 5) }, word);
  if (random.chance(0.15)) words.splice(random.below(words.length), 0, String(random.between(1, 999)));
  const text = words.join(' ');
  return random.chance(0.3) ? text.charAt(0).toUpperCase() + text.slice(1) + random.pick(['', '', '!', '.']) : text;
}

/** a value as the short form writes it */
export const asWord = (text: string): string => (/^[^\s"+-][^\s"]*$/u.test(text) ? text : JSON.stringify(text));

/** text in quotes of some kind, and the same without them */
export function quoted(random: Random): Filling {
  const text = random.chance(0.3) ? random.pick(TEXTS) : random.chance(0.2) ? stem(random) : phrase(random);
  const marks = text.includes("'") ? ['"'] : text.includes('"') ? ["'"] : ['"', '"', "'", "'", '“'];
  const open = random.pick(marks);
  return { said: `${open}${text}${open === '“' ? '”' : open}`, done: asWord(text) };
}

export function unitName(random: Random): string {
  // a bare name that nobody knows could be a program as well
  if (random.chance(0.2)) return `${invented(random)}${random.pick(ENDS)}`;
  return `${random.pick(UNITS)}${random.chance(0.5) ? random.pick(ENDS) : ''}`;
}

export function packageName(random: Random): string {
  if (random.chance(0.8)) return random.pick(PACKAGES);
  return `${random.pick(['', '', 'lib', 'python3-', 'node-', 'golang-'])}${invented(random)}${random.pick(['', '', '-dev', '-doc', '-utils'])}`.replaceAll(
    '_',
    '-',
  );
}
