import { SERVICE_TIER, toActionId } from '../../../interfaces/names.js';
import { toCallError } from '../../operator-client/errors.js';
import { needsPassword, type Reviewed } from './review.js';
import { withPasswordTries, type Refused, type StepContext } from './run-step.js';
import { MAX_STEPS } from '../../../interfaces/display-limits.js';

/** the yes for the next steps: a grant for each of them, empty where the step asks by itself */
export type Granted = { readonly kind: 'granted'; readonly grants: readonly string[] } | Refused;

// the person's answer ends it; anything else means that the steps ask one by one
const FINAL = new Set(['not-authorized', 'can-obtain', 'dismissed', 'timed-out', 'cancelled', 'lost', 'no-helper']);

/** one password for the next steps where the helper offers that, for as many of them as one prompt can show */
export async function grantPlan(steps: readonly Reviewed[], context: StepContext): Promise<Granted> {
  for (let count = Math.min(steps.length, MAX_STEPS); ; count = Math.ceil(count / 2)) {
    const part = steps.slice(0, count);
    if (needsPrompt(part) && steps.slice(count).some(needsPassword)) {
      await context.screen.note(
        `One password prompt shows ${count} of these ${steps.length} steps; the rest is asked for later.`,
      );
    }
    const granted = await grantPart(part, context);
    const tooLong = granted.kind === 'error' && granted.error.code === 'not-permitted' && count > 2;
    if (tooLong) continue;
    if (granted.kind === 'error' && FINAL.has(granted.error.code)) return granted;
    const grants = granted.kind === 'granted' ? granted.grants : [];
    return { kind: 'granted', grants: part.map((_, index) => grants[index] ?? '') };
  }
}

// one prompt for one step is none the better
function needsPrompt(steps: readonly Reviewed[]): boolean {
  return steps.filter(needsPassword).length > 1;
}

async function grantPart(steps: readonly Reviewed[], context: StepContext): Promise<Granted> {
  if (!needsPrompt(steps)) return { kind: 'granted', grants: steps.map(() => '') };
  const calls = steps.map(({ step: { action, ...parameters }, tier }) => ({ action, parameters, tier }));
  return await withPasswordTries<Granted>(context, async () => {
    try {
      return { kind: 'granted', grants: await context.operator.authorizePlan(calls) };
    } catch (error) {
      return { kind: 'error', error: toCallError(error, toActionId(SERVICE_TIER.runPlan)) };
    }
  });
}
