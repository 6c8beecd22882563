import type { Catalog } from '../../../interfaces/catalog.js';
import type { Preview } from '../../../interfaces/preview.js';
import { toActionId } from '../../../interfaces/names.js';
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

const CONFINED = toActionId('exec-confined');

/** nothing changes by it; a later step may depend on an earlier one, so its problem is kept and not thrown */
export async function reviewPlan(plan: Plan, operator: OperatorClient): Promise<Reviewed[]> {
  const reviewed: Reviewed[] = [];
  for (const step of plan.steps) reviewed.push(await reviewStep(step, operator));
  return reviewed;
}

export async function reviewStep(step: Step, operator: OperatorClient): Promise<Reviewed> {
  const { action, ...parameters } = step;
  try {
    return { step, facts: await operator.preview(action, parameters), problem: undefined, tier: undefined };
  } catch (error) {
    const problem = toCallError(error);
    if (problem.code === 'no-helper' || problem.code === 'lost') throw problem;
    const widened = await reviewAsCaller(step, problem, operator);
    return widened ?? { step, facts: undefined, problem, tier: undefined };
  }
}

// the helper never raises a tier by itself: its error offers the wider one, and the person says yes to it
async function reviewAsCaller(step: Step, problem: CallError, operator: OperatorClient): Promise<Reviewed | undefined> {
  const { action, ...parameters } = step;
  if (problem.code !== 'can-widen' || 'tier' in parameters) return undefined;
  try {
    return { step, facts: await operator.preview(action, parameters, 'caller'), problem: undefined, tier: 'caller' };
  } catch (error) {
    return { step, facts: undefined, problem: toCallError(error), tier: undefined };
  }
}

/** looks only, and polkit lets it pass unasked: such a plan runs without our own question */
export function isHarmless({ step, facts, tier }: Reviewed, catalog: Catalog): boolean {
  if (tier !== undefined || facts?.authorization !== 'yes') return false;
  return findAction(catalog, step.action).risk.read_only || facts.action_id === CONFINED;
}

export function needsPassword({ facts }: Reviewed): boolean {
  return facts?.authorization === 'challenge';
}

export function isForbidden({ facts }: Reviewed): boolean {
  return facts?.authorization === 'no';
}
