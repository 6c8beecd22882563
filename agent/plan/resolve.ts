import { posix } from 'node:path';
import { isPath } from './field-schemas.js';
import type { Plan, Step } from './plan.js';

export interface Place {
  readonly cwd: string;
  readonly home: string;
}

/** paths as the person wrote them become absolute, by plain text and before anything is shown */
export function resolvePlan(plan: Plan, place: Place): Plan {
  return { ...plan, steps: plan.steps.map(step => resolveStep(step, place)) };
}

function resolveStep(step: Step, place: Place): Step {
  const entries = Object.entries(step).map(([key, value]) => [key, resolveValue(key, value, place)] as const);
  return { ...Object.fromEntries(entries), action: step.action, ...standingIn(step, place), ...asLine(step) };
}

// a program runs in the home unless told otherwise; elsewhere its relative arguments would mean something else
function standingIn(step: Step, { cwd, home }: Place): { cwd?: string } {
  return Array.isArray(step['argv']) && step['cwd'] === undefined && cwd !== home ? { cwd } : {};
}

// ends appended text with a newline: small models forget it, and the next addition would join the same line
function asLine({ append, content, encoding }: Step): { content?: string } {
  const isLine = append === true && typeof content === 'string' && encoding !== 'base64';
  return isLine && content !== '' && !content.endsWith('\n') ? { content: `${content}\n` } : {};
}

function resolveValue(key: string, value: unknown, place: Place): unknown {
  if (typeof value === 'string' && isPath(key)) return resolvePath(value, place);
  // no shell stands behind argv, so a tilde would stay a tilde
  if (key === 'argv' && Array.isArray(value)) {
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
