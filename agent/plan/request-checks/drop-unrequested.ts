import type { Catalog, CatalogAction } from '../../../interfaces/catalog.js';
import { isGrounded } from './grounding.js';
import type { Plan, Step } from '../plan.js';
import { withoutQuotes, words } from './request-tokens.js';

export interface TrimmedPlan {
  readonly plan: Plan;
  /** the parameters removed or reduced, in words for the person */
  readonly notes: readonly string[];
}

type Rule = NonNullable<CatalogAction['asked']>[number];

/**
 * the plan without what opens or destroys more than was asked for: small models like to fill in optional parameters.
 * values may also come from what the person handed along, words that ask for something only from the person
 */
export function dropUnrequested(plan: Plan, request: string, catalog: Catalog, given = ''): TrimmedPlan {
  const notes: string[] = [];
  const steps = plan.steps.map(step => {
    const action = catalog.actions.find(({ name }) => name === step.action);
    return action === undefined ? step : leanStep(step, action, { request, given, notes });
  });
  return { plan: notes.length === 0 ? plan : { ...plan, steps }, notes };
}

interface Asking {
  readonly request: string;
  readonly given: string;
  readonly notes: string[];
}

function leanStep(step: Step, action: CatalogAction, { request, given, notes }: Asking): Step {
  const kept: Record<string, unknown> = { ...step };
  for (const rule of action.asked ?? []) {
    const value = kept[rule.param];
    if (!isAbout(rule, value) || isAsked(rule, wordsBeside(step, rule.param, request))) continue;
    notes.push(noteOf(rule, value, action));
    delete kept[rule.param];
    if (rule.otherwise !== undefined) kept[rule.param] = rule.otherwise;
  }
  for (const name of invented(kept, action, `${request}\n${given}`)) {
    notes.push(noteOf({ param: name }, kept[name], action));
    delete kept[name];
  }
  return { ...kept, action: step.action };
}

function isAbout({ value: about }: Rule, value: unknown): boolean {
  return value !== undefined && (about === undefined || new RegExp(`^(?:${about})$`, 'iu').test(textOf(value)));
}

function isAsked({ said, denied }: Rule, words: string): boolean {
  const holds = (pattern: string): boolean => new RegExp(pattern, 'isu').test(words);
  return !(denied !== undefined && holds(denied)) && (said === undefined || holds(said));
}

/** the words of the request around the values of this step: `nginx-config` does not ask for anything's configuration */
function wordsBeside(step: Step, param: string, request: string): string {
  const values = Object.entries(step)
    .filter(([name]) => name !== param && name !== 'action')
    .flatMap(([, value]) => [value].flat().map(item => String(item).toLowerCase()));
  const beside = words(withoutQuotes(request)).filter(word => !values.includes(word.toLowerCase()));
  return beside.join(' ');
}

/**
 * optional values of an action that changes something, which follow from nothing that was said. only where one of its
 * examples does without any, so that what is left is still the action that was meant
 */
function invented(step: Readonly<Record<string, unknown>>, action: CatalogAction, said: string): string[] {
  const { params, risk, asked = [], examples } = action;
  if (risk.read_only) return [];
  const optional = Object.entries(params.properties).filter(([name]) => !params.required.includes(name));
  const present = optional.filter(([name]) => step[name] !== undefined);
  const judged = present.filter(
    ([name, { type, enum: choices }]) =>
      (type === 'string' || type === 'integer') && choices === undefined && !asked.some(({ param }) => param === name),
  );
  const wrong = judged.filter(([name]) => !isGrounded(step[name], name, action, said)).map(([name]) => name);
  const plain = examples.some(({ steps }) =>
    steps.some(one => one.action === action.name && optional.every(([name]) => one[name] === undefined)),
  );
  return plain || wrong.length < present.length ? wrong : [];
}

function noteOf({ param, otherwise }: Rule, value: unknown, { name }: CatalogAction): string {
  const what = value === true ? param : `${param} ${textOf(value)}`;
  const instead = otherwise === undefined ? 'left out' : `made ${otherwise}`;
  return `${name}: ${what} ${instead}, since nothing in your words asks for it`;
}

function textOf(value: unknown): string {
  return typeof value === 'string' ? value : JSON.stringify(value);
}
