import { isRunning, type UnitFacts } from '../system/services/unit-facts.js';
import type { JobEffects } from '../system/services/job-effects.js';
import { isJobVerb, type UnitVerb } from '../system/services/unit-verb.js';
import { memoryText, percentOf, tasksText, type LimitChange, type UnitLimits } from '../system/services/unit-limits.js';
import { inverseVerb } from '../undo/unit-inverse.js';
import type { RevertCommand } from '../call/context.js';

/**
 * the unit, and what its change takes along, as they were: the unit file first, then whether they run. both in any
 * case, since a boot in between starts and stops by the unit files
 */
export function revertUnit(unit: UnitFacts, verb: UnitVerb, reach: JobEffects): RevertCommand[] {
  const others = [...new Set([...reach.stops, ...reach.restarts])];
  return [
    ...fileCommands(unit, verb),
    { verb: isRunning(unit) ? 'start' : 'stop', unit: unit.id },
    ...others.map(id => ({ verb: 'start', unit: id }) as const),
  ];
}

function fileCommands(unit: UnitFacts, verb: UnitVerb): RevertCommand[] {
  if (isJobVerb(verb)) return [];
  const backward = inverseVerb(unit, verb);
  if ('reason' in backward) return [];
  const { verb: back } = backward;
  return back === 'restart' || back === 'reload' ? [] : [{ verb: back, unit: unit.id }];
}

/** the limits that held before, and the unit itself where the new ones killed it */
export function revertLimits(unit: UnitFacts, change: LimitChange, before: UnitLimits): RevertCommand[] {
  const values = [
    ...(change.cpu === undefined ? [] : [`CPUQuota=${percentOf(before.cpu)}`]),
    ...(change.memory === undefined ? [] : [`MemoryMax=${memoryText(before.memory)}`]),
    ...(change.tasks === undefined ? [] : [`TasksMax=${tasksText(before.tasks)}`]),
  ].map(value => value.replace('no limit', 'infinity'));
  return [{ verb: 'set-property', unit: unit.id, values }, ...(isRunning(unit) ? [start(unit.id)] : [])];
}

/** after a signal that ends it for good */
export function revertSignal(unit: string): RevertCommand[] {
  return [start(unit)];
}

function start(unit: string): RevertCommand {
  return { verb: 'start', unit };
}
