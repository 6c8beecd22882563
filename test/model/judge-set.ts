import { isDeepStrictEqual } from 'node:util';
import type { LiftContext } from '../../agent/lift/part.js';
import type { Step } from '../../agent/plan/plan.js';
import { resolvePlan } from '../../agent/plan/resolve.js';
import { effectsOfLine, effectsOfSteps, plainCommand, type Change, type Effects } from './effects.js';
import type { Accepted, SetRequest } from './set-file.js';

/** the worst first */
export const RESULTS = ['wrong change', 'useless', 'honest no', 'right'] as const;
export type Result = (typeof RESULTS)[number];

/** outcome of a road: something that would run, or words, with the line that they offer to copy */
export type Produced =
  { readonly kind: 'runs'; readonly effects: Effects } | { readonly kind: 'words'; readonly offered?: string };

export function judgeRequest({ accept }: SetRequest, produced: Produced, context: LiftContext): Result {
  const wanted = accept.filter(one => one !== 'words').map(one => expectationOf(one, context));
  if (produced.kind === 'words') {
    const offered = produced.offered === undefined ? undefined : effectsOfLine(produced.offered, context);
    const fits = offered !== undefined && wanted.some(one => meets(offered, one, context));
    return accept.includes('words') || fits ? 'right' : 'honest no';
  }
  const { effects } = produced;
  if (wanted.some(one => meets(effects, one, context))) return 'right';
  const allowed = wanted.flatMap(({ changes }) => changes);
  const foreign = effects.changes.some(change => !allowed.some(one => isSame(one, change, context)));
  return foreign ? 'wrong change' : 'useless';
}

interface Expectation {
  readonly changes: readonly Change[];
  /** only looked at, by one of these */
  readonly looks?: readonly string[];
}

function expectationOf(accepted: Exclude<Accepted, 'words'>, context: LiftContext): Expectation {
  if ('look' in accepted) return { changes: [], looks: accepted.look };
  const effects = 'plan' in accepted ? effectsOfSteps(accepted.plan) : effectsOfLine(accepted.shell, context);
  if (effects === undefined) throw new Error(`an accepted line is no shell: ${JSON.stringify(accepted)}`);
  return effects.changes.length > 0 ? { changes: effects.changes } : effects;
}

// a look beside the change that was asked for does no harm
function meets(effects: Effects, { changes, looks }: Expectation, context: LiftContext): boolean {
  if (effects.changes.length !== changes.length) return false;
  if (!changes.every((change, index) => isSame(change, effects.changes[index], context))) return false;
  if (looks === undefined) return changes.length > 0;
  return effects.looks.some(name => looks.includes(name) || name.includes('_'));
}

function isSame(expected: Change, given: Change | undefined, context: LiftContext): boolean {
  if (typeof expected === 'string' || typeof given === 'string' || given === undefined)
    return typeof expected === 'string' && typeof given === 'string' && plainCommand(expected) === plainCommand(given);
  const [one, other] = [normal(expected, context), normal(given, context)];
  const keys = new Set([...Object.keys(one), ...Object.keys(other)]);
  return [...keys].every(key => fits(one[key], other[key]));
}

// a switch that is left out is off; anything else that is left out may have any value
function fits(pattern: unknown, value: unknown): boolean {
  if (pattern === undefined) return value !== true;
  if (typeof pattern === 'object' && pattern !== null && 'match' in pattern)
    return new RegExp(String(pattern.match), 'iu').test(String(value));
  return isDeepStrictEqual(pattern, value);
}

const DEFAULTS: Readonly<Record<string, unknown>> = { append: false, purge: false, encoding: 'utf-8', lines: 0 };

function normal(step: Step, place: LiftContext): Record<string, unknown> {
  const [resolved = step] = resolvePlan({ steps: [step], say: '' }, place, place.catalog).steps;
  const said = Object.entries(resolved).filter(([key, value]) => DEFAULTS[key] !== value);
  return Object.fromEntries(said.map(([key, value]) => [key, plainValue(key, value)]));
}

function plainValue(key: string, value: unknown): unknown {
  if (Array.isArray(value)) return value.map(String).toSorted();
  if (typeof value !== 'string') return value;
  if (key === 'unit' && !value.includes('.')) return `${value}.service`;
  if (key === 'mode') return value.padStart(4, '0');
  return key === 'content' || key === 'path' ? value.replace(/[\n/]+$/u, '') : value;
}
