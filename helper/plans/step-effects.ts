import type { Action } from '../action/action.js';
import type { Effects } from '../action/effects.js';

/** facts of a step that tell which other steps change what it found */
export interface StepEffects {
  readonly action: Pick<Action, 'name' | 'risk'>;
  /** `undefined` for an action that sets one thing of the machine */
  readonly effects: Effects | undefined;
}

/** the later step's facts may be other ones once the earlier step ran, so nobody can say yes to them before */
export function dependsOn(later: StepEffects, earlier: StepEffects): boolean {
  if (earlier.action.risk.readOnly) return false;
  const [mine, theirs] = [later.effects, earlier.effects];
  // without an object of its own, such as a path or a unit, an action sets one thing of the machine
  if (!mine || !theirs) return !mine && later.action.name === earlier.action.name;
  if (mine.paths.some(one => theirs.paths.some(other => isAlong(one, other)))) return true;
  if (mine.units.some(unit => reaches(theirs, unit)) || theirs.units.some(unit => reaches(mine, unit))) return true;
  // packages bring, start and stop units, and change what other packages need
  return theirs.packages && (mine.packages || mine.units.length > 0);
}

function isAlong(one: string, other: string): boolean {
  return one === other || one.startsWith(`${other}/`) || other.startsWith(`${one}/`);
}

function reaches({ units, reachedUnits }: Effects, unit: string): boolean {
  return units.includes(unit) || reachedUnits.includes(unit);
}
