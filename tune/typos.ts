import type { Random } from './random.js';

const KEYS = ['qwertyuiop', 'asdfghjkl', 'zxcvbnm'];

/** one to three slips of the fingers in what is no slot; short words and what the answer copies stay right */
export function mistype(template: string, random: Random): string {
  const words = template.split(' ');
  const long = words.flatMap((word, index) => (/^[a-z]{3,}$/i.test(word) ? [index] : []));
  if (long.length === 0) return template;
  for (let slips = random.between(1, Math.min(3, long.length)); slips > 0; slips--) {
    const index = random.pick(long);
    words[index] = slip(words[index] ?? '', random);
  }
  return words.join(' ');
}

function slip(word: string, random: Random): string {
  const at = random.between(1, Math.max(1, word.length - 2));
  const [before, one, after] = [word.slice(0, at), word.charAt(at), word.slice(at + 1)];
  switch (random.below(5)) {
    case 0:
      return before + after;
    case 1:
      return before + one + one + after;
    case 2:
      return before + neighbour(one, random) + after;
    default:
      return before + after.charAt(0) + one + after.slice(1);
  }
}

function neighbour(letter: string, random: Random): string {
  const row = KEYS.find(keys => keys.includes(letter)) ?? letter;
  const at = row.indexOf(letter) + random.pick([-1, 1]);
  return row.charAt(Math.max(0, Math.min(row.length - 1, at)));
}
