import { isTagged } from '../../../interfaces/signature.js';
import type { BusCaller } from '../bus-caller.js';
import { callManager } from '../units/systemd-call.js';
import { SYSTEMD } from '../units/unit-watch.js';

export interface ListedUnit {
  readonly id: string;
  readonly description: string;
  readonly activeState: string;
  readonly subState: string;
  readonly path: string;
  /** milliseconds that it took to start; only where that was asked */
  readonly startedIn?: number;
}

/** units by state and by a pattern of their names, as systemd matches it; all for none */
export async function listUnits(
  bus: BusCaller,
  states: readonly string[],
  patterns: readonly string[],
): Promise<readonly ListedUnit[]> {
  const [found] = await callManager(bus, 'ListUnitsByPatterns', 'asas', [states, patterns]);
  const rows = Array.isArray(found) ? found.filter(Array.isArray) : [];
  return rows.map(([id, description, , activeState, subState, , path]) => ({
    id: String(id),
    description: String(description),
    activeState: String(activeState),
    subState: String(subState),
    path: String(path),
  }));
}

// those that a start of the machine waits for
const STARTS = /\.(?:service|mount|swap|device|socket)$/;
const AT_ONCE = 16;

/** the same, the slowest to start first; those whose start took no time that can be measured are left out */
export async function slowestUnits(bus: BusCaller, patterns: readonly string[]): Promise<readonly ListedUnit[]> {
  const units = (await listUnits(bus, ['active'], patterns)).filter(({ id }) => STARTS.test(id));
  const timed: ListedUnit[] = [];
  for (let from = 0; from < units.length; from += AT_ONCE) {
    const some = units.slice(from, from + AT_ONCE);
    timed.push(...(await Promise.all(some.map(async unit => ({ ...unit, startedIn: await startOf(bus, unit.path) })))));
  }
  const slow = timed.filter(({ startedIn = 0 }) => startedIn > 0);
  return slow.toSorted((one, other) => (other.startedIn ?? 0) - (one.startedIn ?? 0));
}

async function startOf(bus: BusCaller, path: string): Promise<number> {
  const read = async (name: string) => {
    const get = { destination: SYSTEMD, path, interface: 'org.freedesktop.DBus.Properties', member: 'Get' };
    const [found] = await bus.call({ ...get, signature: 'ss', body: [`${SYSTEMD}.Unit`, name] });
    return Number(isTagged(found) ? found.value : found);
  };
  // a unit that is gone meanwhile has no time
  const both = [read('InactiveExitTimestampMonotonic'), read('ActiveEnterTimestampMonotonic')];
  const [began = 0, ended = 0] = await Promise.all(both).catch(() => []);
  return began > 0 && ended > began ? Math.round((ended - began) / 1000) : 0;
}
