// one reader for every place where a person looks: prompts, terminals, logs. what is let through is plain ascii
// without markup, and letters, marks and digits of one script for each path component
const PLAIN = /^[A-Za-z0-9 ._/+=:,@%~#()[\]{}!*?;'|^`-]$/;
// a terminal gives no meaning to what polkit's agents read as markup; boxes, dashes and quotes are read by people
const READABLE = /^[A-Za-z0-9 \p{P}\p{S}]$/u;
// most output is this, and a megabyte of it is not judged letter by letter
const ASCII_LINE = /^[\x20-\x7e]*$/;
const WORD = /^[\p{L}\p{M}\p{N}]$/u;
// direction changes and invisible joiners count as letters or marks in places: never shown raw
const UNSAFE = /[\p{Default_Ignorable_Code_Point}\p{Bidi_Control}]/u;
// no language stacks so many, and ordering them takes the square of their number (unicode's stream-safe limit)
const MANY_MARKS = /\p{M}{31}/u;
const ESCAPE = /\\x[0-9a-f]{2}|\\u\{[0-9a-f]+\}/g;
const SCRIPTS = [
  'Latin',
  'Greek',
  'Cyrillic',
  'Armenian',
  'Hebrew',
  'Arabic',
  'Devanagari',
  'Bengali',
  'Tamil',
  'Telugu',
  'Thai',
  'Georgian',
  'Hangul',
  'Ethiopic',
  'Khmer',
  'Gujarati',
  'Gurmukhi',
  'Kannada',
  'Lao',
  'Malayalam',
  'Myanmar',
  'Oriya',
  'Sinhala',
  'Tibetan',
].map(name => ({ name, test: new RegExp(`^\\p{Script=${name}}$`, 'u') }));
// written together in ordinary japanese and chinese
const EAST_ASIAN = /^[\p{scx=Han}\p{scx=Hiragana}\p{scx=Katakana}]$/u;
// letters that belong to no script, such as modifiers
const NEUTRAL = /^[\p{Script=Common}\p{Script=Inherited}]$/u;
// latin of living languages: phonetic and full-width letters look like those of ascii, and like quotes
const COMMON_LATIN = /^[\u00c0-\u017f\u01a0\u01a1\u01af\u01b0\u01cd-\u01dc\u0218-\u021b\u1e00-\u1eff]$/u;
const LATIN = /^\p{Script=Latin}$/u;
// letters of cyrillic, greek, armenian and others that are drawn like one of ascii
const LOOKALIKE = new RegExp(
  '^[' +
    '\u0430\u0410\u0412\u0441\u0421\u0435\u0415\u041d\u0456\u0406\u0458\u0408\u041a\u041c\u043e\u041e\u0440\u0420\u0455\u0405\u0422\u0445\u0425\u0443\u0423\u04af\u04ae\u04bb\u0501\u051b\u051d\u0475\u04cf\u04c0' +
    '\u03bf\u039f\u03b5\u03bd\u039d\u03b1\u0391\u03b9\u0399\u03ba\u039a\u03c1\u03a1\u03c5\u03a5\u03c7\u03a7\u0392\u0395\u0396\u0397\u039c\u03a4\u03f2\u03f3' +
    '\u0585\u057d\u0570\u0578\u0581\u0575\u0563\u056c\u0555\u0531\u10ff\u0d20\u101d\u0b20' +
    ']$',
  'u',
);
const MARK = /^\p{M}$/u;
const LETTER = /^\p{L}$/u;
/** most marks on one letter: more are drawn over the lines above and below */
const MOST_MARKS = 3;
// written right to left: shown escaped, since a line that changes direction can be reordered by the terminal
const RIGHT_TO_LEFT = /^[\p{Script=Hebrew}\p{Script=Arabic}\p{Script=Syriac}\p{Script=Thaana}\p{Script=Nko}]$/u;

/** a value as one safe line: every other character is visible as `\xNN` or `\u{NNNN}`; nothing is cut */
export function display(value: string): string {
  // a run of spaces would push what follows out of sight
  return displayLine(value, PLAIN).replaceAll(/(?<= ) |^ | $/g, '\\x20');
}

/** text of several lines, such as a diff or a program's output: line feeds, tabs and punctuation of any kind stay */
export function displayText(text: string): string {
  return text
    .split('\n')
    .map(line =>
      line
        .split('\t')
        .map(part => (ASCII_LINE.test(part) ? part : displayLine(part, READABLE)))
        .join('\t'),
    )
    .join('\n');
}

/** true where `display` shows the value as it is */
export function isPlain(value: string): boolean {
  return display(value) === value;
}

/** true for a text put together of displayed values: each is judged by itself, but for its characters */
export function isDisplayed(text: string): boolean {
  return Array.from(text.replaceAll(ESCAPE, '')).every(one => displayCharacter(one, PLAIN, false) === one);
}

function displayLine(line: string, plain: RegExp): string {
  return line
    .split('/')
    .map(component => displayComponent(component, plain))
    .join('/');
}

function displayComponent(component: string, plain: RegExp): string {
  const crowded = MANY_MARKS.test(component);
  const normal = crowded ? component : component.normalize('NFC');
  const mixed = crowded || isMixed(normal);
  let marks = MOST_MARKS;
  let shown = '';
  for (const character of normal) {
    const isMark = MARK.test(character);
    if (isMark) marks += 1;
    const one = isMark && marks > MOST_MARKS ? escape(character) : displayCharacter(character, plain, mixed);
    if (!isMark) marks = LETTER.test(character) && one === character ? 0 : MOST_MARKS;
    shown += one;
  }
  return shown;
}

function displayCharacter(character: string, plain: RegExp, mixed: boolean): string {
  if (plain.test(character) && !UNSAFE.test(character)) return character;
  const letter = WORD.test(character) && !UNSAFE.test(character) && !RIGHT_TO_LEFT.test(character);
  return letter && !mixed && (plain !== PLAIN || isDistinct(character)) ? character : escape(character);
}

// a letter, digit or mark that is of one script and imitates none of ascii
function isDistinct(character: string): boolean {
  if (EAST_ASIAN.test(character) || /^[０-９]$/u.test(character)) return true;
  return !NEUTRAL.test(character) && (!LATIN.test(character) || COMMON_LATIN.test(character));
}

// ascii words may stand beside words of one other script, but no word mixes them: `pаypal` with a cyrillic а is escaped,
// `сору` with none but letters that look like ascii, and digits of another script among those of ascii
function isMixed(component: string): boolean {
  const foreign = component.replace(/[\p{ASCII}]/gu, '');
  const scripts = scriptsOf(foreign);
  // scripts that hardly anybody writes hold an ascii alphabet between them
  if (scripts.size > 1 || scripts.has('other')) return true;
  const letters = foreign.match(/\p{L}/gu) ?? [];
  if (letters.length > 0 && letters.every(letter => LOOKALIKE.test(letter))) return true;
  const words = component.split(/[^\p{L}\p{M}\p{Nd}]+/u);
  return words.some(word => isMixedWord(word));
}

function isMixedWord(word: string): boolean {
  if (/[A-Za-z]/.test(word) && Array.from(scriptsOf(word)).some(script => script !== 'Latin')) return true;
  return /[A-Za-z0-9]/.test(word) && /\p{Nd}/u.test(word.replace(/[0-9]/g, ''));
}

function scriptsOf(text: string): Set<string> {
  const found = new Set<string>();
  for (const character of text.match(/\p{L}/gu) ?? []) {
    if (EAST_ASIAN.test(character)) found.add('east-asian');
    else if (NEUTRAL.test(character)) continue;
    else found.add(SCRIPTS.find(script => script.test.test(character))?.name ?? 'other');
  }
  return found;
}

function escape(character: string): string {
  const code = character.codePointAt(0) ?? 0;
  return code < 256 ? `\\x${code.toString(16).padStart(2, '0')}` : `\\u{${code.toString(16)}}`;
}
