import type { BusCaller } from './system/bus-caller.js';
import { adoptUnit, listOwnUnits } from './system/unit-sweep.js';

/** units that an earlier process started for these records and that still run, with how each ends */
export async function findLiving(
  bus: BusCaller,
  records: readonly string[],
): Promise<ReadonlyMap<string, Promise<string>>> {
  const units = await listOwnUnits(bus).catch(() => []);
  const living = new Map<string, Promise<string>>();
  for (const record of records) {
    const name = units.find(unit => unit.endsWith(`-${record}.service`));
    if (name !== undefined) living.set(record, outcomeOf(bus, name));
  }
  return living;
}

async function outcomeOf(bus: BusCaller, name: string): Promise<string> {
  const { result } = await adoptUnit(bus, name);
  return result === 'success' ? 'done' : 'failed';
}
