import type { Form, OptionRule, Reading } from '../../interfaces/lifting.js';

export type Value = string | number | boolean;

export interface Refused {
  readonly why: string;
  /** how much of the command was understood before, to name the closest of several reasons */
  readonly after?: number;
}

export interface Split {
  readonly params: ReadonlyMap<string, Value>;
  readonly seen: ReadonlySet<string>;
  readonly operands: readonly string[];
}

/** parameters that may be said once only */
export class Params extends Map<string, Value> {
  /** a reason where it was said otherwise before */
  say(name: string, value: Value): Refused | undefined {
    const before = this.get(name);
    if (before !== undefined && before !== value) return { why: `${name} is given twice` };
    this.set(name, value);
    return undefined;
  }
}

/** reads options as the form knows them; one that it does not know keeps the command from lifting */
export function splitOptions(form: Form, words: readonly string[]): Split | Refused {
  const params = new Params();
  const seen = new Set<string>();
  const operands: string[] = [];
  for (let at = 0; at < words.length; at++) {
    const word = words[at] ?? '';
    if (word === '--') return { params, seen, operands: [...operands, ...words.slice(at + 1)] };
    if (!isOption(form, word) || (form.ordered === true && operands.length > 0)) {
      operands.push(word);
      continue;
    }
    const read = readOption(form, word, words[at + 1]);
    if ('why' in read) return read;
    if (read.tookNext) at++;
    for (const { name, rule, text } of read.options) {
      const refused = sayOption(params, rule, text);
      if (refused !== undefined) return refused;
      seen.add(name);
    }
  }
  return { params, seen, operands };
}

function isOption({ options = {} }: Form, word: string): boolean {
  return (word.startsWith('-') && word !== '-') || Object.hasOwn(options, word);
}

interface Given {
  readonly name: string;
  readonly rule: OptionRule;
  readonly text: string;
}

interface Read {
  readonly options: readonly Given[];
  readonly tookNext: boolean;
}

function readOption(form: Form, word: string, next: string | undefined): Read | Refused {
  const rule = ruleOf(form, word);
  if (rule !== undefined) return withNext({ name: word, rule, text: '' }, [], next);
  const [, name = '', text = ''] = /^(--[^=]+)=(.*)$/s.exec(word) ?? [];
  const long = ruleOf(form, name);
  if (long !== undefined && takesValue(long)) return { options: [{ name, rule: long, text }], tookNext: false };
  return word.startsWith('--') ? unknownOption(word) : readCluster(form, word, next);
}

function readCluster(form: Form, word: string, next: string | undefined): Read | Refused {
  const options: Given[] = [];
  for (let at = 1; at < word.length; at++) {
    const name = `-${word[at] ?? ''}`;
    const rule = ruleOf(form, name);
    if (rule === undefined) return unknownOption(word);
    const text = word.slice(at + 1);
    if (takesValue(rule) && text !== '') return { options: [...options, { name, rule, text }], tookNext: false };
    if (takesValue(rule)) return withNext({ name, rule, text }, options, next);
    options.push({ name, rule, text: '' });
  }
  return { options, tookNext: false };
}

function withNext(given: Given, before: readonly Given[], next: string | undefined): Read | Refused {
  if (!takesValue(given.rule)) return { options: [...before, given], tookNext: false };
  if (next === undefined) return { why: `${given.name} wants a value` };
  return { options: [...before, { ...given, text: next }], tookNext: true };
}

function unknownOption(word: string): Refused {
  return { why: `the option ${word} is not understood` };
}

function ruleOf({ options = {} }: Form, name: string): OptionRule | undefined {
  return Object.hasOwn(options, name) ? options[name] : undefined;
}

function takesValue(rule: OptionRule): boolean {
  return rule === 'ignored-value' || (typeof rule === 'object' && 'param' in rule);
}

function sayOption(params: Params, rule: OptionRule, text: string): Refused | undefined {
  if (typeof rule === 'string') return undefined;
  if ('refuse' in rule) return { why: rule.refuse, after: 9 };
  if ('param' in rule) {
    const value = readValue(rule.readings, text);
    return value === undefined ? { why: `${text} is not understood as ${rule.param}` } : params.say(rule.param, value);
  }
  for (const [name, value] of Object.entries(rule.set)) {
    const refused = params.say(name, value);
    if (refused !== undefined) return refused;
  }
  return undefined;
}

/** a text by the first reading that matches the whole of it */
export function readValue(readings: readonly Reading[] | undefined, text: string): Value | undefined {
  if (readings === undefined) return text;
  for (const { match, value, scale } of readings) {
    const found = new RegExp(`^(?:${match})$`, 'u').exec(text);
    if (found === null) continue;
    if (typeof value !== 'string') return value;
    const filled = fillGroups(value, found);
    return scale === undefined ? filled : scaled(filled, scale);
  }
  return undefined;
}

/** a text with `$1` and its like as what was found */
export function fillGroups(value: string, found: RegExpExecArray): string {
  return value.replaceAll(/\$(\d)/g, (_, group: string) => found[Number(group)] ?? '');
}

// half a step of the action is not what was said
function scaled(text: string, scale: number): number | undefined {
  const value = Number(text) * scale;
  const rounded = Math.round(value);
  return Math.abs(value - rounded) < 1e-6 ? rounded : undefined;
}
