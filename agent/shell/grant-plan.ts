import { toCallError } from '../operator/errors.js';
import { needsPassword, type Reviewed } from './review.js';
import { withPasswordTries, type Refused, type StepContext } from './run-step.js';

export type Granted = { readonly kind: 'granted'; readonly grants: readonly string[] } | Refused;

// the person's answer ends it; anything else means that the steps ask one by one
const FINAL = new Set(['not-authorized', 'can-obtain', 'dismissed', 'timed-out', 'cancelled', 'lost', 'no-helper']);

/** one password for several steps where the helper offers that; an empty grant lets the step ask by itself */
export async function grantPlan(steps: readonly Reviewed[], context: StepContext): Promise<Granted> {
  const none: Granted = { kind: 'granted', grants: steps.map(() => '') };
  if (steps.filter(needsPassword).length < 2) return none;
  const calls = steps.map(({ step: { action, ...parameters }, tier }) => ({ action, parameters, tier }));
  const outcome = await withPasswordTries<Granted>(context, async () => {
    try {
      return { kind: 'granted', grants: await context.operator.authorizePlan(calls) };
    } catch (error) {
      return { kind: 'error', error: toCallError(error) };
    }
  });
  return outcome.kind === 'error' && !FINAL.has(outcome.error.code) ? none : outcome;
}
