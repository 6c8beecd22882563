import { isDeepStrictEqual } from 'node:util';
import * as z from 'zod';
import type { Catalog } from '../../interfaces/catalog.js';
import { stepToZod } from './field-schemas.js';
import { type Plan, type Step } from './plan.js';
import { MAX_STEPS } from '../../interfaces/display-limits.js';

export type Parsed =
  { readonly ok: true; readonly plan: Plan } | { readonly ok: false; readonly problems: readonly string[] };

const looseStep = z.looseObject({ action: z.string() });
const envelope = z.strictObject({
  look: z.boolean().optional(),
  steps: z.array(looseStep),
  say: z.string().optional(),
});

/** reads a whole answer as a plan; nothing is cut, closed or mended, and every problem is named */
export function parsePlan(text: string, catalog: Catalog): Parsed {
  let raw: unknown;
  try {
    raw = JSON.parse(text);
  } catch {
    return { ok: false, problems: ['the answer is not one whole json object'] };
  }
  return checkPlan(raw, catalog);
}

/** the same for a value that is already json, such as a plan file, which may be longer than a model's */
export function checkPlan(raw: unknown, catalog: Catalog, most = MAX_STEPS): Parsed {
  const outer = envelope.safeParse(raw);
  if (!outer.success) return { ok: false, problems: issuesOf('', outer.error) };
  const { steps, say = '', look = false } = outer.data;
  const problems = [
    ...boundProblems(steps, say, most),
    ...steps.flatMap((step, index) => stepProblems(step, index, catalog)),
  ];
  if (problems.length > 0) return { ok: false, problems };
  return { ok: true, plan: look && steps.length > 0 ? { look, steps, say } : { steps, say } };
}

function boundProblems(steps: readonly Step[], say: string, most: number): string[] {
  const problems: string[] = [];
  if (steps.length > most) problems.push(`steps: at most ${most}, there are ${steps.length}`);
  if (steps.length === 0 && say.trim() === '') problems.push('steps is empty, and say has no answer either');
  steps.forEach((step, index) => {
    // a model that loses its way repeats itself: that is a failure, not a plan
    if (index > 0 && isDeepStrictEqual(step, steps[index - 1])) {
      problems.push(`steps[${index}] is the same as the step before it`);
    }
  });
  return problems;
}

function stepProblems(step: Step, index: number, catalog: Catalog): string[] {
  const where = `steps[${index}]`;
  const action = catalog.actions.find(candidate => candidate.name === step.action);
  if (action === undefined) {
    const names = catalog.actions.map(candidate => candidate.name).join(', ');
    return [`${where}: no action is called ${JSON.stringify(step.action)}; there are ${names}`];
  }
  const parsed = stepToZod(action.name, action.params).safeParse(step);
  return parsed.success ? [] : issuesOf(where, parsed.error);
}

function issuesOf(where: string, error: z.ZodError): string[] {
  return error.issues.map(issue => {
    const path = issue.path.map(part => (typeof part === 'number' ? `[${part}]` : `.${String(part)}`)).join('');
    const place = `${where}${path}`.replace(/^\./, '');
    return `${place === '' ? 'the plan' : place}: ${lowerFirst(issue.message)}`;
  });
}

function lowerFirst(text: string): string {
  return text.charAt(0).toLowerCase() + text.slice(1);
}
