import type { Catalog } from '../../../interfaces/catalog.js';
import type { Preview } from '../../../interfaces/preview.js';
import { findTier, parametersOf } from '../../operator-client/action-facts.js';
import { findAction, type OperatorClient } from '../../operator-client/client.js';
import { toCallError, type CallError } from '../../operator-client/errors.js';
import type { Plan, Step } from '../../plan/plan.js';

/** a step with what the helper says of it beforehand */
export interface Reviewed {
  readonly step: Step;
  readonly facts: Preview | undefined;
  readonly problem: CallError | undefined;
  /** not on the allow-list: runs only as any program, as the person, after a yes to exactly that */
  readonly tier: 'caller' | undefined;
}

export interface ReviewContext {
  readonly operator: OperatorClient;
  readonly catalog: Catalog;
}

/** previews each step and changes none; keeps a step's problem instead of throwing it, since an earlier step may solve it */
export async function reviewPlan(plan: Plan, context: ReviewContext): Promise<Reviewed[]> {
  const reviewed: Reviewed[] = [];
  for (const step of plan.steps) reviewed.push(await reviewStep(step, context));
  return reviewed;
}

export async function reviewStep(step: Step, context: ReviewContext): Promise<Reviewed> {
  const { action, ...parameters } = step;
  try {
    return { step, facts: await context.operator.preview(action, parameters), problem: undefined, tier: undefined };
  } catch (error) {
    const problem = toCallError(error);
    if (problem.code === 'no-helper' || problem.code === 'lost') throw problem;
    const widened = await reviewAsCaller(step, problem, context);
    return widened ?? { step, facts: undefined, problem, tier: undefined };
  }
}

// the helper never raises a tier by itself: its error offers the wider one, and the person says yes to it
async function reviewAsCaller(
  step: Step,
  problem: CallError,
  { operator, catalog }: ReviewContext,
): Promise<Reviewed | undefined> {
  const { action, ...parameters } = step;
  const chosen = parametersOf(findAction(catalog, action), 'tier').some(name => name in parameters);
  if (problem.code !== 'can-widen' || chosen) return undefined;
  try {
    return { step, facts: await operator.preview(action, parameters, 'caller'), problem: undefined, tier: 'caller' };
  } catch (error) {
    return { step, facts: undefined, problem: toCallError(error), tier: undefined };
  }
}

/** looks only, and polkit lets it pass unasked: such a plan runs without our own question */
export function isHarmless({ step, facts, tier }: Reviewed, catalog: Catalog): boolean {
  if (tier !== undefined || facts?.authorization !== 'yes') return false;
  return findAction(catalog, step.action).risk.read_only || findTier(catalog, facts.action_id).read_only;
}

export function needsPassword({ facts }: Reviewed): boolean {
  return facts?.authorization === 'challenge';
}

export function isForbidden({ facts }: Reviewed): boolean {
  return facts?.authorization === 'no';
}
