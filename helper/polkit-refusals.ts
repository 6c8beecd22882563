import type { Tier } from './action.js';
import type { CheckResult } from './polkit-check.js';
import { OperatorError } from '../interfaces/errors.js';
import { toActionId } from '../interfaces/names.js';

export function refusal(tier: Tier, reason: string): OperatorError {
  return new OperatorError('not-authorized', `not authorized for ${toActionId(tier.name)}: ${reason}`);
}

export function canObtain(tier: Tier): OperatorError {
  const cure = 'allow interactive authorization in the call, and have a polkit agent (pkttyagent --process PID)';
  return new OperatorError('can-obtain', `${toActionId(tier.name)} asks for authentication: ${cure}`);
}

export function refusalOf(tier: Tier, result: CheckResult): OperatorError {
  if (result.dismissed) {
    return new OperatorError('dismissed', `the prompt for ${toActionId(tier.name)} was dismissed: nothing was done`);
  }
  if (result.challenge) return canObtain(tier);
  return refusal(tier, 'authentication failed or was refused');
}
