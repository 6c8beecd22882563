import type { BusCaller } from '../bus-caller.js';
import { isRunning, readUnit, type UnitFacts } from './unit-facts.js';
import { OperatorError } from '../../../interfaces/errors.js';

export type JobVerb = 'start' | 'stop' | 'restart' | 'reload';

/** running units besides the one that was named, by what the job does to them */
export interface JobEffects {
  readonly stops: readonly string[];
  readonly restarts: readonly string[];
  readonly reloads: readonly string[];
}

export function affected({ stops, restarts, reloads }: JobEffects): string[] {
  return [...stops, ...restarts, ...reloads];
}

// beyond this nobody could judge the list, and systemd would be asked about half the machine
const MOST_UNITS = 256;
const AT_ONCE = 16;

interface Walk {
  readonly bus: BusCaller;
  readonly seen: Map<string, UnitFacts | undefined>;
}

/** units that systemd's transaction for this job would also affect */
export async function computeJobEffects(bus: BusCaller, unit: UnitFacts, verb: JobVerb): Promise<JobEffects> {
  const walk: Walk = { bus, seen: new Map([[unit.id, unit]]) };
  const pulled = verb === 'start' || verb === 'restart' ? await pulledIn(walk, unit) : [];
  const conflicts = await running(
    walk,
    pulled.flatMap(one => one.links.conflicts),
  );
  const stopped = await closure(walk, verb === 'stop' && isRunning(unit) ? [unit, ...conflicts] : conflicts);
  const restarted =
    verb === 'restart' && isRunning(unit) ? await restartClosure(walk, unit) : { restarts: [], stops: [] };
  const reloaded = verb === 'reload' ? await running(walk, unit.links.reloadedWith) : [];
  const others = (units: readonly UnitFacts[]): string[] =>
    [...new Set(units.map(one => one.id))].filter(id => id !== unit.id).toSorted();
  return {
    stops: others([...stopped, ...restarted.stops]),
    restarts: others(restarted.restarts),
    reloads: others(reloaded),
  };
}

// units that are not up yet and would be started too: their conflicts are stopped
async function pulledIn(walk: Walk, unit: UnitFacts): Promise<UnitFacts[]> {
  const found = new Map<string, UnitFacts>();
  let wave = isRunning(unit) ? [] : [unit];
  while (wave.length > 0) {
    for (const one of wave) found.set(one.id, one);
    const next = await read(
      walk,
      wave.flatMap(one => [...one.links.requires, ...one.links.wants]),
    );
    wave = next.filter(one => !isRunning(one) && one.loadState === 'loaded' && !found.has(one.id));
  }
  return [...found.values()];
}

async function closure(walk: Walk, first: readonly UnitFacts[]): Promise<UnitFacts[]> {
  const found = new Map<string, UnitFacts>();
  let wave = [...first];
  while (wave.length > 0) {
    for (const one of wave) found.set(one.id, one);
    const next = await running(
      walk,
      wave.flatMap(one => [...one.links.dependents, ...one.links.stoppedWith]),
    );
    wave = next.filter(one => !found.has(one.id));
  }
  return [...found.values()];
}

async function restartClosure(walk: Walk, unit: UnitFacts): Promise<{ restarts: UnitFacts[]; stops: UnitFacts[] }> {
  const found = new Map<string, UnitFacts>();
  let wave = [unit];
  while (wave.length > 0) {
    for (const one of wave) found.set(one.id, one);
    const next = await running(
      walk,
      wave.flatMap(one => one.links.dependents),
    );
    wave = next.filter(one => !found.has(one.id));
  }
  const restarts = [...found.values()];
  const stops = await closure(
    walk,
    await running(
      walk,
      restarts.flatMap(one => one.links.stoppedWith),
    ),
  );
  return { restarts, stops: stops.filter(one => !found.has(one.id)) };
}

async function running(walk: Walk, names: readonly string[]): Promise<UnitFacts[]> {
  return (await read(walk, names)).filter(isRunning);
}

async function read(walk: Walk, names: readonly string[]): Promise<UnitFacts[]> {
  const wanted = [...new Set(names)];
  const unknown = wanted.filter(name => !walk.seen.has(name));
  if (walk.seen.size + unknown.length > MOST_UNITS) {
    throw new OperatorError('not-permitted', `this job reaches more than ${MOST_UNITS} units: use systemctl for it`);
  }
  for (let index = 0; index < unknown.length; index += AT_ONCE) {
    const names16 = unknown.slice(index, index + AT_ONCE);
    const facts = await Promise.all(names16.map(name => readUnit(walk.bus, name)));
    names16.forEach((name, place) => walk.seen.set(name, facts[place]));
  }
  return wanted.flatMap(name => walk.seen.get(name) ?? []);
}
