import { count, memory, processor } from './amounts.js';
import { asWord, fileName, folderName, packageName, phrase, quoted, unitName } from './names.js';
import type { Random } from './random.js';
import type { Filling } from './template.js';
import { ENDINGS, FILES, invented, PROCESSES, STEMS, TEXTS, UNITS, USERS, WORDS } from './words.js';

type Slot = (random: Random) => string | Filling;

function several(
  random: Random,
  one: (random: Random) => string,
  comma: readonly string[],
  last: readonly string[],
): Filling {
  const names = [...new Set(Array.from({ length: random.chance(0.7) ? 2 : 3 }, () => one(random)))];
  const end = names.at(-1) ?? '';
  const head = names.slice(0, -1).join(random.pick(comma));
  return { said: head === '' ? end : `${head}${random.pick(last)}${end}`, done: names.join(' ') };
}

const pid: Slot = random => String(random.between(2, random.pick([99, 999, 9999, 99_999])));
const digits =
  (first: number, last: number): Slot =>
  random =>
    String(random.between(first, last));

// numbers that people say, and any other
const usual =
  (numbers: readonly number[]): Slot =>
  random =>
    String(random.chance(0.6) ? random.pick(numbers) : random.between(1, random.pick([30, 500, 5000])));

const SLOTS: Readonly<Record<string, Slot>> = {
  file: random => (random.chance(0.85) ? fileName(random) : random.pick(FILES)),
  path: random => (random.chance(0.6) ? fileName(random) : random.pick(FILES)),
  dir: folderName,
  folder: random =>
    random.pick([
      'Documents',
      'Downloads',
      'Pictures',
      'Music',
      'Videos',
      'Desktop',
      'Public',
      'projects',
      'src',
      'bin',
    ]),
  quoted,
  word: random =>
    random.pick([...TEXTS.filter(text => /^\w+$/.test(text)), invented(random), invented(random).toUpperCase()]),
  text: phrase,
  ending: random => random.pick(ENDINGS),
  mode: random =>
    random.pick([
      '600',
      '0600',
      '644',
      '0644',
      '755',
      '0755',
      '700',
      '0700',
      '640',
      '0640',
      '664',
      '750',
      '0750',
      '0400',
      '444',
    ]),
  package: packageName,
  packages: random =>
    several(
      random,
      packageName,
      [', ', ', ', ' '],
      [' and ', ' and ', ' and ', ', ', ' plus ', ' ', ' as well as ', ' & '],
    ),
  pakete: random =>
    several(
      random,
      packageName,
      [', '],
      [' und ', ' und ', ' et ', ' y ', ' e ', ' и ', ' en ', ' i ', '和', ' と ', ' ve '],
    ),
  unit: unitName,
  name: random => (random.chance(0.85) ? random.pick(UNITS) : invented(random)),
  known: random => random.pick(UNITS),
  process: random => (random.chance(0.85) ? random.pick(PROCESSES) : invented(random)),
  user: random => (random.chance(0.8) ? random.pick(USERS) : invented(random)),
  pid,
  bytes: usual([10, 16, 32, 50, 64, 80, 100, 128, 200, 250, 256, 300, 500, 512, 800, 1000, 1024, 2000, 2048, 4096]),
  offset: usual([10, 20, 50, 64, 100, 128, 200, 256, 500, 512, 1000, 1024, 2048]),
  lines: usual([1, 2, 3, 5, 6, 7, 8, 10, 12, 15, 20, 25, 30, 40, 50, 60, 75, 80, 100, 120, 150, 200]),
  few: random => count(random, random.chance(0.7) ? 12 : 50),
  percent: digits(1, 100),
  speed: random => String(random.between(-100, 100)),
  faster: digits(1, 100),
  tasks: usual([
    5, 8, 10, 16, 20, 25, 30, 32, 40, 50, 60, 64, 75, 80, 100, 128, 150, 200, 250, 256, 300, 400, 500, 512,
  ]),
  memory,
  cpu: processor,
  term: random =>
    random.chance(0.6) ? random.pick([...USERS, ...WORDS.filter(word => word.length > 3)]) : invented(random),
  signal: random => random.pick(['TERM', 'KILL', 'HUP', 'INT', 'USR1', 'USR2', 'STOP', 'CONT']),
  verb: random => random.pick(['start', 'stop', 'restart', 'reload', 'enable', 'disable', 'mask', 'unmask']),
  layout: random =>
    random.pick([
      'de',
      'fr',
      'us',
      'gb',
      'es',
      'it',
      'pt',
      'br',
      'pl',
      'cz',
      'se',
      'no',
      'dk',
      'fi',
      'ru',
      'ua',
      'tr',
      'ch',
      'at',
      'be',
      'nl',
      'hu',
      'gr',
      'jp',
    ]),
  variant: random =>
    random.pick([
      'nodeadkeys',
      'intl',
      'dvorak',
      'colemak',
      'neo',
      'bepo',
      'mac',
      'phonetic',
      'qwerty',
      'oss',
      'altgr-intl',
      'latin9',
    ]),
  thing: random => random.pick(STEMS),
};

/** one value for a slot of this kind */
export function fillSlot(kind: string, random: Random): Filling {
  const slot = SLOTS[kind];
  if (slot === undefined) throw new Error(`there is no slot {${kind}}`);
  const value = slot(random);
  return typeof value === 'string' ? { said: value, done: asWord(value) } : value;
}
