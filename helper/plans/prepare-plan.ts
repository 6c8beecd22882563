import type { PrepareContext } from '../call/context.js';
import type { MethodBinding } from '../action/binding.js';
import type { PlanStep } from '../polkit/polkit.js';
import { OperatorError } from '../../interfaces/errors.js';
import { dependsOn, type StepEffects } from './step-effects.js';

/** a step as the caller gave it */
export interface GivenStep {
  readonly face: MethodBinding;
  readonly params: Readonly<Record<string, unknown>>;
}

/** each step prepared as its own call would be; `undefined` where that can be known only when its turn comes */
export async function preparePlan(
  given: readonly GivenStep[],
  context: PrepareContext,
): Promise<(PlanStep | undefined)[]> {
  const steps: (PlanStep | undefined)[] = [];
  const before: StepEffects[] = [];
  for (const [index, step] of given.entries()) {
    const prepared = await prepareStep(step, index, context);
    const { action } = step.face;
    const touch = { action, effects: action.effects(step.params, prepared?.details) };
    steps.push(before.some(earlier => dependsOn(touch, earlier)) ? undefined : prepared);
    before.push(touch);
  }
  return steps;
}

async function prepareStep(
  { face, params }: GivenStep,
  index: number,
  context: PrepareContext,
): Promise<PlanStep | undefined> {
  try {
    const sealed = await face.action.prepare(params, context);
    await sealed.release();
    const { tier, details, foreign, pinned } = sealed;
    return { tier, details, foreign, pinned };
  } catch (error) {
    if (!(error instanceof OperatorError)) throw error;
    // an earlier step may cure it: a package that brings a unit, a file that is made first
    if (index > 0 && error.code === 'failed') return undefined;
    throw new OperatorError(error.code, `step ${index + 1}: ${error.message}`);
  }
}
