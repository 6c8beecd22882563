import type { BusCaller } from '../bus-caller.js';
import type { UnitOutcome } from './unit-starter.js';
import { UNIT_PATTERN } from './unit-name.js';
import { SYSTEMD, watchUnit } from './unit-watch.js';

/** names of the units of earlier helpers that are still there */
export async function listOwnUnits(bus: BusCaller): Promise<string[]> {
  const [units] = await bus.call({
    destination: SYSTEMD,
    path: '/org/freedesktop/systemd1',
    interface: `${SYSTEMD}.Manager`,
    member: 'ListUnitsByPatterns',
    signature: 'asas',
    body: [[], [UNIT_PATTERN]],
  });
  if (!Array.isArray(units)) return [];
  return units.map((unit: unknown) => (Array.isArray(unit) ? String(unit[0]) : '')).filter(name => name !== '');
}

/** waits for a unit that another helper started; nobody reads its output any more */
export async function adoptUnit(bus: BusCaller, name: string): Promise<UnitOutcome> {
  const watch = await watchUnit({ bus, name, pollMs: 1000 });
  watch.prompt();
  return watch.finished;
}
