import type { BusCaller } from '../system/bus-caller.js';
import { readEnd } from '../system/units/detached-unit.js';
import { adoptUnit, listOwnUnits } from '../system/units/own-units.js';

export interface LivingPlaces {
  readonly bus: BusCaller;
  /** the helper's state directory */
  readonly directory: string;
}

/** work that an earlier process started for these records and that still runs, or ended while nobody was there */
export async function findSurvivingUnits(
  { bus, directory }: LivingPlaces,
  records: readonly string[],
): Promise<ReadonlyMap<string, Promise<string>>> {
  const units = await listOwnUnits(bus).catch(() => []);
  const living = new Map<string, Promise<string>>();
  for (const record of records) {
    const name = units.find(unit => unit.endsWith(`-${record}.service`));
    if (name !== undefined) living.set(record, outcomeOf(bus, name));
    // looked at after the units: what ended since is told by both
    const end = name === undefined ? await readEnd(directory, record) : undefined;
    if (end !== undefined) living.set(record, Promise.resolve(wordFor(end)));
  }
  return living;
}

async function outcomeOf(bus: BusCaller, name: string): Promise<string> {
  return wordFor((await adoptUnit(bus, name)).result);
}

function wordFor(result: string): string {
  return result === 'success' ? 'done' : 'failed';
}
