import { isDeepStrictEqual } from 'node:util';
import type { Catalog } from '../../interfaces/catalog.js';
import { isReadOnlyCommand } from '../../agent/plan/request-checks/read-only-commands.js';
import { parsePlan } from '../../agent/plan/parse.js';
import type { Step } from '../../agent/plan/plan.js';
import { resolvePlan } from '../../agent/plan/resolve.js';
import type { Scenario } from './scenarios.js';

export type Verdict = 'exact' | 'other' | 'invalid' | 'widened';

export interface Judgement {
  readonly verdict: Verdict;
  /** the right actions in the right order, whatever their parameters */
  readonly sameActions: boolean;
  /** parameters of the nearest accepted plan with the same actions */
  readonly parameters: readonly [right: number, all: number];
}

const PLACE = { cwd: '/home/alice', home: '/home/alice' };
/** a scenario that needs an action that the catalogue does not have can't be judged */
export function isApplicable({ accept }: Scenario, catalog: Catalog): boolean {
  const known = new Set(catalog.actions.map(({ name }) => name));
  return accept.some(steps => steps.every(step => known.has(step.action)));
}

export function judge(scenario: Scenario, answer: string, catalog: Catalog): Judgement {
  const parsed = parsePlan(answer, catalog);
  if (!parsed.ok) return { verdict: 'invalid', sameActions: false, parameters: [0, 0] };
  const steps = resolve(parsed.plan.steps, catalog);
  const accepted = scenario.accept.map(list => resolve(list, catalog));
  const alike = accepted.filter(list => isDeepStrictEqual(list.map(actionOf), steps.map(actionOf)));
  const counts = alike.map(list => parametersRight(list, steps)).toSorted(([one], [other]) => other - one);
  return {
    verdict: verdictOf(steps, accepted, catalog),
    sameActions: alike.length > 0,
    parameters: counts[0] ?? [0, 0],
  };
}

function verdictOf(steps: readonly Step[], accepted: readonly (readonly Step[])[], catalog: Catalog): Verdict {
  const same = (list: readonly Step[]): boolean =>
    list.length === steps.length && list.every((step, index) => isSameStep(step, steps[index]));
  if (accepted.some(same)) return 'exact';
  const wanted = new Set(accepted.flat().map(step => targetOf(step, catalog)));
  return steps.some(step => changes(step, catalog) && !wanted.has(targetOf(step, catalog))) ? 'widened' : 'other';
}

const actionOf = ({ action }: Step): string => action;

function isSameStep(expected: Step, given: Step | undefined): boolean {
  const keys = new Set([...Object.keys(expected), ...Object.keys(given ?? {})]);
  return given !== undefined && [...keys].every(key => isSameValue(key, expected[key], given[key]));
}

function isSameValue(key: string, expected: unknown, given: unknown): boolean {
  if (key !== 'argv' || !Array.isArray(expected) || !Array.isArray(given)) return isDeepStrictEqual(expected, given);
  if (!expected.includes('-*')) return isDeepStrictEqual(expected, given);
  const plain = (word: unknown): boolean => !String(word).startsWith('-');
  return isDeepStrictEqual(expected.filter(plain), given.filter(plain));
}

function parametersRight(expected: readonly Step[], given: readonly Step[]): readonly [number, number] {
  const pairs = expected.flatMap((step, index) => {
    const keys = new Set([...Object.keys(step), ...Object.keys(given[index] ?? {})]);
    keys.delete('action');
    return [...keys].map(key => isSameValue(key, step[key], given[index]?.[key]));
  });
  return [pairs.filter(Boolean).length, pairs.length];
}

// as the helper reads them: what is the default need not be said, a bare unit is a service, a mode is four digits
const DEFAULTS: Readonly<Record<string, unknown>> = { append: false, purge: false, encoding: 'utf-8', lines: 0 };

function resolve(steps: readonly Step[], catalog: Catalog): readonly Step[] {
  return resolvePlan({ steps, say: '' }, PLACE, catalog).steps.map(step => {
    const { unit, mode, action } = step;
    const said = Object.entries(step).filter(([key, value]) => !(key in DEFAULTS) || DEFAULTS[key] !== value);
    return {
      ...Object.fromEntries(said),
      action,
      ...(typeof unit === 'string' && !unit.includes('.') ? { unit: `${unit}.service` } : {}),
      ...(typeof mode === 'string' ? { mode: mode.padStart(4, '0') } : {}),
    };
  });
}

function changes(step: Step, catalog: Catalog): boolean {
  if (step.action === 'exec') return !isReadOnlyCommand(step['argv']);
  return catalog.actions.find(({ name }) => name === step.action)?.risk.read_only !== true;
}

// the object that a step changes, without the content: wrong content is a mistake, another file is a wider change
function targetOf(step: Step, catalog: Catalog): string {
  const first = catalog.actions.find(({ name }) => name === step.action)?.params.required[0] ?? '';
  return JSON.stringify([step.action, step[first], step['verb'] ?? '']);
}
