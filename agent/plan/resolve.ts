import { posix } from 'node:path';
import type { Catalog, CatalogAction } from '../../interfaces/catalog.js';
import type { Field } from '../../interfaces/contract.js';
import { argumentsOf, fieldKind, parameterOf } from '../operator-client/action-facts.js';
import { isPath } from './field-schemas.js';
import type { Plan, Step } from './plan.js';

export interface Place {
  readonly cwd: string;
  readonly home: string;
}

/** paths as the person wrote them become absolute, by plain text and before anything is shown */
export function resolvePlan(plan: Plan, place: Place, { actions }: Catalog): Plan {
  const actionOf = (step: Step): CatalogAction | undefined => actions.find(({ name }) => name === step.action);
  return { ...plan, steps: plan.steps.map(step => resolveStep(step, place, actionOf(step))) };
}

function resolveStep(step: Step, place: Place, action: CatalogAction | undefined): Step {
  if (action === undefined) return step;
  const { properties } = action.params;
  const entries = Object.entries(step).map(
    ([key, value]) => [key, resolveValue(properties[key], value, place)] as const,
  );
  return {
    ...Object.fromEntries(entries),
    action: step.action,
    ...standingIn(step, place, action),
    ...asLine(step, action),
  };
}

// a program runs in the home unless told otherwise; elsewhere its relative arguments would mean something else
function standingIn(step: Step, { cwd, home }: Place, action: CatalogAction): Readonly<Record<string, string>> {
  const directory = parameterOf(action, 'directory');
  const runs = argumentsOf(step, action, 'argv').some(Array.isArray);
  return runs && directory !== undefined && step[directory] === undefined && cwd !== home ? { [directory]: cwd } : {};
}

// ends appended text with a newline: small models forget it, and the next addition would join the same line
function asLine(step: Step, action: CatalogAction): Readonly<Record<string, string>> {
  const name = parameterOf(action, 'content');
  const content = name === undefined ? undefined : step[name];
  if (name === undefined || typeof content !== 'string' || content === '' || content.endsWith('\n')) return {};
  const isText = !argumentsOf(step, action, 'encoding').includes('base64');
  return isText && argumentsOf(step, action, 'append').includes(true) ? { [name]: `${content}\n` } : {};
}

function resolveValue(field: Field | undefined, value: unknown, place: Place): unknown {
  if (typeof value === 'string' && isPath(field)) return resolvePath(value, place);
  // no shell stands behind an argv, so a tilde would stay a tilde
  if (fieldKind(field) === 'argv' && Array.isArray(value)) {
    return value.map((item: unknown, index) =>
      index > 0 && typeof item === 'string' ? expandTilde(item, place) : item,
    );
  }
  return value;
}

function resolvePath(path: string, place: Place): string {
  const resolved = posix.resolve(place.cwd, expandTilde(path, place));
  // a trailing slash says directory, and is kept for the helper to judge
  return path.endsWith('/') && resolved !== '/' ? `${resolved}/` : resolved;
}

function expandTilde(text: string, { home }: Place): string {
  if (text === '~') return home;
  return text.startsWith('~/') ? posix.join(home, text.slice(2)) : text;
}
