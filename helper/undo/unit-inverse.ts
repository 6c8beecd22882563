import { isRunning, type UnitFacts } from '../system/services/unit-facts.js';
import type { UnitVerb } from '../system/services/unit-verb.js';
import type { Inverse } from '../call/inverse.js';

/** the inverse of a verb, derived from the unit's state before it; a reason if there is none */
export type InverseVerb = { readonly verb: UnitVerb } | { readonly reason: string };

export function inverseVerb(unit: UnitFacts, verb: UnitVerb): InverseVerb {
  const running = isRunning(unit);
  switch (verb) {
    case 'start':
    case 'restart':
    case 'reload':
      return running ? { reason: `it runs already, and a ${verb} cannot be taken back` } : { verb: 'stop' };
    case 'stop':
      return running ? { verb: 'start' } : { reason: 'it is stopped already' };
    case 'enable':
      return unit.fileState === 'disabled' ? { verb: 'disable' } : { reason: `it is ${unit.fileState} before` };
    case 'disable':
      return unit.fileState === 'enabled' ? { verb: 'enable' } : { reason: `it is ${unit.fileState} before` };
    case 'mask':
      return { verb: 'unmask' };
    case 'unmask':
      return unit.fileState === 'masked' ? { verb: 'mask' } : { reason: `it is ${unit.fileState} before` };
  }
}

/** in a preview, before anything runs */
export function describeInverse(unit: UnitFacts, verb: UnitVerb, stops: number): string {
  const backward = inverseVerb(unit, verb);
  if ('reason' in backward) return `no: ${backward.reason}`;
  return verb === 'stop' && stops > 0 ? 'yes, but what stops along with it stays stopped' : 'yes';
}

/** `after` is the state that the verb led to, where that is known already */
export function unitInverse(before: UnitFacts, verb: UnitVerb, after: UnitFacts | undefined): Inverse | undefined {
  const backward = inverseVerb(before, verb);
  if ('reason' in backward) return undefined;
  return {
    action: 'manage-unit',
    params: { unit: before.id, verb: backward.verb },
    expect: after ? stateOf(after, verb) : {},
  };
}

// a change of the unit file is not undone by the unit having ended meanwhile, nor the other way round
function stateOf(after: UnitFacts, verb: UnitVerb): Inverse['expect'] {
  const job = verb === 'start' || verb === 'stop' || verb === 'restart' || verb === 'reload';
  return job ? { active_state: isRunning(after) ? 'running' : 'stopped' } : { unit_file_state: after.fileState };
}
