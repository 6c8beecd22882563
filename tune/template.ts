import type { Random } from './random.js';

/** one wording of `(a|b|)` alternatives, chosen at every level; slots in braces are left as they are */
export function expand(template: string, random: Random): string {
  const reader = { text: template, at: 0 };
  const said = sequence(reader, random);
  if (reader.at < template.length) throw new Error(`an unopened parenthesis in: ${template}`);
  return said
    .replace(/ +/g, ' ')
    .replace(/ (?=[,.?!](?: |$))/g, '')
    .trim();
}

interface Reader {
  readonly text: string;
  at: number;
}

function sequence(reader: Reader, random: Random): string {
  let said = '';
  while (reader.at < reader.text.length) {
    const character = reader.text.charAt(reader.at);
    if (character === '|' || character === ')') return said;
    reader.at++;
    said += character === '(' ? alternatives(reader, random) : character;
  }
  return said;
}

function alternatives(reader: Reader, random: Random): string {
  const branches = [sequence(reader, random)];
  while (reader.text.charAt(reader.at) === '|') {
    reader.at++;
    branches.push(sequence(reader, random));
  }
  if (reader.text.charAt(reader.at) !== ')') throw new Error(`an open parenthesis in: ${reader.text}`);
  reader.at++;
  return random.pick(branches);
}

/** the value of a slot: the person's wording, and the words that stand for it in the answer */
export interface Filling {
  readonly said: string;
  readonly done: string;
}

const SLOT = /\{([a-z]+)(\d?)\}/g;

/** the slots of a template, each filled once however often it stands there */
export function fillings(templates: readonly string[], fill: (kind: string) => Filling): Map<string, Filling> {
  const found = new Map<string, Filling>();
  for (const [slot, kind = ''] of templates.flatMap(template => Array.from(template.matchAll(SLOT)))) {
    if (!found.has(slot)) found.set(slot, fill(kind));
  }
  return found;
}

export function say(template: string, filled: ReadonlyMap<string, Filling>): string {
  return template.replace(SLOT, slot => filled.get(slot)?.said ?? slot);
}

export function done(template: string, filled: ReadonlyMap<string, Filling>): string {
  return template.replace(SLOT, slot => filled.get(slot)?.done ?? slot);
}
