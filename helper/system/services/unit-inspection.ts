import type { BusCaller } from '../bus-caller.js';
import { isRunning, type UnitFacts } from './unit-facts.js';
import { linksOf } from './unit-files.js';
import { refuseProtected, refuseReach, resolveUnit } from './unit-guard.js';
import { affected, computeJobEffects, type JobEffects } from './job-effects.js';
import { isJobVerb, refuseImpossible, refuseStale, describeState, type UnitVerb } from './unit-verb.js';
import { display } from '../../../interfaces/display.js';
import { OperatorError } from '../../../interfaces/errors.js';

/** everything that a person's answer is about */
export interface Inspection {
  readonly unit: UnitFacts;
  readonly reach: JobEffects;
}

export interface UnitChange {
  /** as the caller named it */
  readonly unit: string;
  readonly verb: UnitVerb;
}

const NOTHING: JobEffects = { stops: [], restarts: [], reloads: [] };

/** looks at a unit and all that would follow it; refuses what is protected or cannot work */
export async function inspectUnit(
  bus: BusCaller,
  { unit: text, verb }: UnitChange,
  guarded: readonly string[],
): Promise<Inspection> {
  const unit = await resolveUnit(bus, text, guarded);
  refuseImpossible(unit, verb);
  const reach = isJobVerb(verb) ? await computeJobEffects(bus, unit, verb) : NOTHING;
  refuseReach(unit, verb, reach, guarded);
  refuseStale(unit, verb);
  if (verb === 'disable') refuseProtected((await linksOf(bus, unit.id)).map(baseName), unit.id, guarded);
  return { unit, reach };
}

/** a unit that went up or down meanwhile, or would now take others along, is not what was agreed on */
export function refuseChange(shown: Inspection, now: Inspection): void {
  const known = new Set(affected(shown.reach));
  const added = affected(now.reach).filter(id => !known.has(id));
  const same =
    now.unit.id === shown.unit.id &&
    now.unit.fileState === shown.unit.fileState &&
    isRunning(now.unit) === isRunning(shown.unit);
  if (same && added.length === 0) return;
  const what = same
    ? `it would now also affect ${added.map(display).join(', ')}`
    : `it is now ${describeState(now.unit)}`;
  throw new OperatorError('failed', `${display(shown.unit.id)} changed since it was asked about: ${what}; ask again`);
}

function baseName(path: string): string {
  return path.slice(path.lastIndexOf('/') + 1);
}
