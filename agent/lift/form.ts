import { posix } from 'node:path';
import type { Form, Operand } from '../../interfaces/lifting.js';
import type { ObjectSchema } from '../../interfaces/contract.js';
import { isPath, stepToZod } from '../plan/field-schemas.js';
import type { Step } from '../plan/plan.js';
import type { ProcessLookup } from './call.js';
import { fillGroups, Params, readValue, splitOptions, type Refused, type Value } from './options.js';

/** the action of a form, and what a call of it may refer to */
export interface LiftTarget {
  readonly action: string;
  readonly params: ObjectSchema;
  readonly cwd: string | undefined;
  readonly processes: ProcessLookup | undefined;
}

/** most calls that one command becomes; a plan has room for fewer */
const MAX_EACH = 64;

type Filled = ReadonlyMap<string, Value | readonly string[]>;

/** the steps that these words of the form's program say, or why they do not lift */
export function matchForm(form: Form, words: readonly string[], target: LiftTarget): readonly Step[] | Refused {
  const split = splitOptions(form, words);
  if ('why' in split) return split;
  const missing = form.needs?.find(group => !group.some(name => split.seen.has(name)));
  if (missing !== undefined) return { why: `without ${missing[0]} it is not understood`, after: -1 };
  const operands = matchOperands(form.operands ?? [], split.operands, target.processes);
  if ('why' in operands) return operands;
  if (form.prepares === true) return [];
  const sets = Array.isArray(form.set) ? form.set : [form.set ?? {}];
  const steps: Step[] = [];
  for (const filled of operands.calls) {
    for (const set of sets) {
      const step = toStep([split.params, filled, new Map(Object.entries(set))], target);
      if ('why' in step) return step;
      steps.push(step.step);
    }
  }
  return steps;
}

interface Calls {
  readonly calls: readonly Filled[];
}

function matchOperands(
  rules: readonly Operand[],
  given: readonly string[],
  processes: ProcessLookup | undefined,
): Calls | Refused {
  const params = new Params();
  const rest = [...given];
  for (const [after, rule] of rules.entries()) {
    if (typeof rule === 'object' && 'many' in rule && rule.many !== undefined)
      return at(after, takeAll(rule, rest, params));
    if (typeof rule === 'object' && 'processes' in rule && rule.processes !== undefined) {
      return at(after, takeProcesses(rule.param, rule.processes, rest, processes));
    }
    if (typeof rule === 'object' && 'named' in rule) return at(after, takeNamed(rule.named, rest, params));
    const refused = takeOne(rule, rest, params);
    if (refused !== undefined) return at(after, refused);
  }
  const [over] = rest;
  return over === undefined ? { calls: [params] } : { why: `${over} is not understood`, after: rules.length };
}

function at(after: number, matched: Calls | Refused): Calls | Refused {
  return 'why' in matched ? { ...matched, after: after + (matched.after ?? 0.5) } : matched;
}

type Single = Exclude<Operand, { named: unknown }>;

function takeOne(rule: Single, rest: string[], params: Params): Refused | undefined {
  const word = rest.shift();
  if (typeof rule === 'string')
    return word === rule ? undefined : { why: `${word ?? 'nothing'} is not ${rule}`, after: -0.5 };
  if (word === undefined)
    return 'optional' in rule && rule.optional === true ? undefined : { why: 'a word is missing' };
  if ('patterns' in rule) return takePatterns(rule.patterns, word, params);
  if ('ignored' in rule) {
    return new RegExp(`^(?:${rule.ignored})$`, 'u').test(word) ? undefined : { why: `${word} is not understood` };
  }
  const value = readValue(rule.readings, word);
  return value === undefined ? { why: `${word} is not understood as ${rule.param}` } : params.say(rule.param, value);
}

type Patterns = Extract<Operand, { patterns: unknown }>['patterns'];

function takePatterns(patterns: Patterns, word: string, params: Params): Refused | undefined {
  for (const { match, set, unescaped = [] } of patterns) {
    const found = new RegExp(`^(?:${match})$`, 'u').exec(word);
    if (found === null) continue;
    for (const [name, value] of Object.entries(set)) {
      const filled = typeof value === 'string' ? fillGroups(value, found) : value;
      const plain =
        typeof filled === 'string' && unescaped.includes(name) ? filled.replaceAll(/\\(.)/gu, '$1') : filled;
      const refused = params.say(name, plain);
      if (refused !== undefined) return refused;
    }
    return undefined;
  }
  return { why: `${word} is not understood` };
}

type Slot = Extract<Operand, { param: string }>;

function takeAll(rule: Slot, words: readonly string[], params: Params): Calls | Refused {
  if (words.length === 0) return rule.optional === true ? { calls: [params] } : { why: 'a word is missing' };
  if (rule.many === 'each' && words.length > MAX_EACH) return { why: `it names more than ${MAX_EACH} things` };
  const values: Value[] = [];
  for (const word of words) {
    const value = readValue(rule.readings, word);
    if (value === undefined) return { why: `${word} is not understood as ${rule.param}` };
    values.push(value);
  }
  if (rule.many === 'list') return { calls: [filled(params, rule.param, values.map(String))] };
  return { calls: values.map(value => filled(params, rule.param, value)) };
}

function filled(params: Params, name: string, value: Value | readonly string[]): Filled {
  return new Map<string, Value | readonly string[]>([...params, [name, value]]);
}

function takeProcesses(
  param: string,
  by: 'name' | 'pattern',
  words: readonly string[],
  processes: ProcessLookup | undefined,
): Calls | Refused {
  if (processes === undefined) return { why: 'which processes these are is only known when it runs' };
  if (words.length !== 1 && by === 'pattern') return { why: 'it wants one name' };
  const ids = words.flatMap(word => processes(by, word));
  if (ids.length === 0) return { why: `no process is called ${words.join(' or ')}` };
  return { calls: [...new Set(ids)].map(id => new Map([[param, id]])) };
}

type Named = Extract<Operand, { named: unknown }>['named'];

function takeNamed(named: Named, words: readonly string[], params: Params): Calls | Refused {
  if (words.length === 0) return { why: 'a word is missing' };
  for (const word of words) {
    const [, name = '', text = ''] = /^([^=]+)=(.*)$/s.exec(word) ?? [];
    const slot = Object.hasOwn(named, name) ? named[name] : undefined;
    if (slot === undefined) return { why: `${word} is not understood` };
    const value = readValue(slot.readings, text);
    const refused = value === undefined ? { why: `${word} is not understood` } : params.say(slot.param, value);
    if (refused !== undefined) return refused;
  }
  return { calls: [params] };
}

function toStep(sources: readonly Filled[], target: LiftTarget): { readonly step: Step } | Refused {
  const merged: Record<string, unknown> = {};
  for (const [name, value] of sources.flatMap(source => [...source])) {
    const typed = typedValue(value, target.params.properties[name]?.type);
    if (Object.hasOwn(merged, name) && merged[name] !== typed) return { why: `${name} is given twice` };
    merged[name] = typed;
  }
  return checkStep(merged, target);
}

/** a step whose paths are absolute and whose values the action takes */
export function checkStep(given: Record<string, unknown>, target: LiftTarget): { readonly step: Step } | Refused {
  const step: Step = { ...given, action: target.action };
  const params: Record<string, unknown> = { ...step };
  for (const [name, value] of Object.entries(given)) {
    if (!isPath(target.params.properties[name]) || typeof value !== 'string') continue;
    if (value === '') return { why: 'the name of the file is empty' };
    if (target.cwd === undefined && !value.startsWith('/')) return { why: 'the directory is only known when it runs' };
    params[name] = posix.resolve(target.cwd ?? '/', value);
    if (value.endsWith('/')) return { why: `${value} is a directory` };
  }
  const parsed = stepToZod(target.action, target.params).safeParse(params);
  if (parsed.success) return { step: { ...params, action: target.action } };
  const [issue] = parsed.error.issues;
  return { after: 9, why: `${target.action} does not take it: ${issue?.path.join('.') ?? ''} ${issue?.message ?? ''}` };
}

function typedValue(value: Value | readonly string[], type: string | undefined): unknown {
  if (typeof value !== 'string') return value;
  if (type === 'integer' && /^-?\d{1,15}$/.test(value)) return Number(value);
  if (type === 'boolean' && (value === 'true' || value === 'false')) return value === 'true';
  return value;
}
