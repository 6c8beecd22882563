import type { Tier } from '../call/types.js';
import type { CheckResult } from './check.js';
import { OperatorError } from '../../interfaces/errors.js';
import { toActionId } from '../../interfaces/names.js';

export function refusal(tier: Tier, reason: string): OperatorError {
  return new OperatorError('not-authorized', `not authorized for ${toActionId(tier.name)}: ${reason}`);
}

// a retained authorization ignores details: it would cover every other path, program and unit, and override a rule's
// `NO`
export function retainedAuthorizationRefused(tier: Tier): OperatorError {
  const cure = 'let it say auth_admin or auth_self, without _keep (see /etc/polkit-1/rules.d)';
  return refusal(tier, `a rule keeps this authorization, and one that is kept is not taken: ${cure}`);
}

export function interactionRequired(tier: Tier): OperatorError {
  const cure = 'allow interactive authorization in the call, and have a polkit agent (pkttyagent --process PID)';
  return new OperatorError('can-obtain', `${toActionId(tier.name)} asks for authentication: ${cure}`);
}

export function polkitRefusal(tier: Tier, result: CheckResult): OperatorError {
  if (result.kept) return retainedAuthorizationRefused(tier);
  if (result.dismissed) {
    return new OperatorError('dismissed', `the prompt for ${toActionId(tier.name)} was dismissed: nothing was done`);
  }
  if (result.challenge) return interactionRequired(tier);
  return refusal(tier, 'authentication failed or was refused');
}
