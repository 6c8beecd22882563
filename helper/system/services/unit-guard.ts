import { completeUnitName, isProtectedUnit, MissingUnit } from './unit-names.js';
import { loadUnit, type UnitFacts } from './unit-facts.js';
import { affected, type JobEffects } from './job-effects.js';
import type { BusCaller } from '../bus-caller.js';
import { display } from '../../../interfaces/display.js';
import { OperatorError } from '../../../interfaces/errors.js';
import { MAX_SHOWN } from '../../../interfaces/display-limits.js';

/** the unit behind a name that somebody gave, refused where it goes by a protected name as well */
export async function resolveUnit(bus: BusCaller, text: string, guarded: readonly string[]): Promise<UnitFacts> {
  const name = completeUnitName(text);
  refuseProtected([name], name, guarded);
  const unit = await loadUnit(bus, name);
  refuseProtected([unit.id, ...unit.names], name, guarded);
  if (unit.loadState === 'not-found') {
    throw new MissingUnit(name);
  }
  // an alias may lead to a kind that is not to be managed
  completeUnitName(unit.id);
  return unit;
}

export function refuseProtected(names: readonly string[], asked: string, guarded: readonly string[]): void {
  const found = names.find(name => isProtectedUnit(guarded, name));
  if (found === undefined) return;
  const which = found === asked ? '' : ` is ${display(found)}, which`;
  throw notPermitted(`${display(asked)}${which} is protected by units.protected in operator.toml`);
}

/** refused where a protected unit would go down with it */
export function refuseReach(unit: UnitFacts, verb: string, reach: JobEffects, guarded: readonly string[]): void {
  const found = affected(reach).find(name => isProtectedUnit(guarded, name));
  if (found === undefined) return;
  throw notPermitted(
    `to ${verb} ${display(unit.id)} would also affect ${display(found)}, which is protected by units.protected in operator.toml`,
  );
}

/** effects on other units, as the end of a sentence; empty if there are none */
export function describeEffects(unit: UnitFacts, verb: string, reach: JobEffects): string {
  const parts = [
    { word: 'stops', units: reach.stops },
    { word: 'restarts', units: reach.restarts },
    { word: 'reloads', units: reach.reloads },
  ].flatMap(({ word, units }) => (units.length === 0 ? [] : [`${word} ${units.map(display).join(', ')}`]));
  if (parts.length === 0) return '';
  const words = ` This also ${parts.join(' and ')}.`;
  if (words.length <= MAX_SHOWN) return words;
  const count = affected(reach).length;
  throw notPermitted(
    `to ${verb} ${display(unit.id)} would affect ${count} other units, too many to show in a prompt: name them one by one`,
  );
}

function notPermitted(text: string): OperatorError {
  return new OperatorError('not-permitted', text);
}
