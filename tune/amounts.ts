import type { Random } from './random.js';
import type { Filling } from './template.js';

const NUMBERS = ['one', 'two', 'three', 'four', 'five', 'six', 'seven', 'eight', 'nine', 'ten', 'eleven', 'twelve'];

/** a small number, in words or in digits */
export function count(random: Random, most: number): Filling {
  const value = random.between(1, most);
  const word = NUMBERS[value - 1];
  return { said: word !== undefined && random.chance(0.6) ? word : String(value), done: String(value) };
}

export function memory(random: Random): Filling {
  const [said, done] = random.pick([
    ['half a gigabyte', '512M'],
    ['half a gig', '512M'],
    ['one gigabyte', '1G'],
    ['a gigabyte', '1G'],
    ['two gigabytes', '2G'],
  ] as const);
  if (random.chance(0.12)) return { said, done };
  const letter = random.pick(['M', 'M', 'G', 'K']);
  const value =
    letter === 'G'
      ? random.between(1, 64)
      : random.pick([16, 32, 50, 64, 100, 128, 200, 256, 300, 384, 500, 512, 640, 700, 750, 768, 800, 900]);
  const words: Record<string, string[]> = {
    K: ['K', 'K', ' KB'],
    M: ['M', 'M', 'M', ' MB', 'MB', ' megabytes', ' M', ' MiB'],
    G: ['G', 'G', 'G', ' GB', 'GB', ' gigabytes', ' gigs', ' GiB'],
  };
  return { said: `${value}${random.pick(words[letter] ?? [])}`, done: `${value}${letter}` };
}

export function processor(random: Random): Filling {
  const value = random.pick([5, 10, 15, 20, 25, 30, 35, 40, 45, 50, 60, 70, 75, 80, 90, 100, 120, 150, 200, 300]);
  if (random.chance(0.6))
    return {
      said: `${value}${random.pick(['%', '%', ' percent', ' %', ' per cent'])} ${random.pick(['cpu', 'of the cpu', 'of a core', 'cpu time', 'CPU', 'of one core', 'processor time'])}`,
      done: String(value),
    };
  const core = random.pick(['core', 'cpu', 'processor', 'CPU']);
  const [said, done] = random.pick([
    [`half a ${core}`, 50],
    [`half of a ${core}`, 50],
    [`one ${core}`, 100],
    [`two ${core}s`, 200],
    [`a quarter of a ${core}`, 25],
    [`a single ${core}`, 100],
    [`three ${core}s`, 300],
    [`one and a half ${core}s`, 150],
    [`4 ${core}s`, 400],
    [`2 ${core}s`, 200],
  ] as const);
  return { said, done: String(done) };
}
