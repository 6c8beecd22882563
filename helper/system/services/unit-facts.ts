import type { BusCaller } from '../bus-caller.js';
import {
  bytesOf,
  callManager,
  flagOf,
  getProperties,
  largeOf,
  listOf,
  textOf,
  type Properties,
} from '../units/systemd-call.js';
import { isGone, SYSTEMD } from '../units/unit-watch.js';
import { unitPath } from '../units/unit-name.js';
import { OperatorError } from '../../../interfaces/errors.js';

/** other units by how a change of this one reaches them */
export interface UnitLinks {
  readonly requires: readonly string[];
  readonly wants: readonly string[];
  readonly conflicts: readonly string[];
  /** stopped and restarted with it */
  readonly dependents: readonly string[];
  /** stopped with it, but not restarted */
  readonly stoppedWith: readonly string[];
  readonly reloadedWith: readonly string[];
  readonly triggeredBy: readonly string[];
  /** pulled in by it, or going up and down with it */
  readonly parts: readonly string[];
}

export interface UnitFacts {
  readonly id: string;
  readonly names: readonly string[];
  readonly path: string;
  readonly description: string;
  readonly loadState: string;
  readonly activeState: string;
  readonly subState: string;
  /** empty where there is no unit file */
  readonly fileState: string;
  readonly file: string;
  /** file that a generator made the unit file from, such as an init script */
  readonly source: string;
  /** its unit file changed on disk, and systemd has not read it since */
  readonly stale: boolean;
  readonly invocation: string;
  readonly canStart: boolean;
  readonly canStop: boolean;
  readonly canReload: boolean;
  /** a condition or an assertion of its unit file was not met when it was last looked at, `0` where none was */
  readonly conditionFailedAt: bigint;
  readonly assertFailedAt: bigint;
  /** object path of the job that waits for it, `/` where there is none */
  readonly job: string;
  readonly links: UnitLinks;
}

export const UNIT_INTERFACE = `${SYSTEMD}.Unit`;

/** makes systemd look for the unit, whatever it is called there */
export async function loadUnit(bus: BusCaller, name: string): Promise<UnitFacts> {
  const [path] = await callManager(bus, 'LoadUnit', 's', [name]);
  if (typeof path !== 'string') throw new OperatorError('failed', `systemd named no unit for ${name}`);
  return readUnitAt(bus, path);
}

/** a unit that may not be there; `undefined` once systemd has forgotten it */
export async function readUnit(bus: BusCaller, name: string): Promise<UnitFacts | undefined> {
  try {
    return await readUnitAt(bus, unitPath(name));
  } catch (error) {
    if (isGone(error)) return undefined;
    throw error;
  }
}

async function readUnitAt(bus: BusCaller, path: string): Promise<UnitFacts> {
  return toFacts(path, await getProperties(bus, path, UNIT_INTERFACE));
}

function toFacts(path: string, unit: Properties): UnitFacts {
  const job = unit['Job'];
  return {
    id: textOf(unit, 'Id'),
    names: listOf(unit, 'Names'),
    path,
    description: textOf(unit, 'Description'),
    loadState: textOf(unit, 'LoadState'),
    activeState: textOf(unit, 'ActiveState'),
    subState: textOf(unit, 'SubState'),
    fileState: textOf(unit, 'UnitFileState'),
    file: textOf(unit, 'FragmentPath'),
    source: textOf(unit, 'SourcePath'),
    stale: flagOf(unit, 'NeedDaemonReload'),
    invocation: bytesOf(unit, 'InvocationID'),
    canStart: flagOf(unit, 'CanStart'),
    canStop: flagOf(unit, 'CanStop'),
    canReload: flagOf(unit, 'CanReload'),
    conditionFailedAt: failedAt(unit, 'Condition'),
    assertFailedAt: failedAt(unit, 'Assert'),
    job: Array.isArray(job) ? String(job[1]) : '/',
    links: toLinks(unit),
  };
}

// systemd reports `false` also for a condition that was never checked; its timestamp is then 0
function failedAt(unit: Properties, kind: 'Condition' | 'Assert'): bigint {
  return unit[`${kind}Result`] === false ? (largeOf(unit, `${kind}TimestampMonotonic`) ?? 0n) : 0n;
}

function toLinks(unit: Properties): UnitLinks {
  const all = (...names: string[]): string[] => [...new Set(names.flatMap(name => listOf(unit, name)))];
  return {
    requires: all('Requires', 'BindsTo'),
    wants: all('Wants'),
    // a conflict works both ways
    conflicts: all('Conflicts', 'ConflictedBy'),
    dependents: all('RequiredBy', 'BoundBy', 'ConsistsOf'),
    stoppedWith: all('PropagatesStopTo'),
    reloadedWith: all('PropagatesReloadTo'),
    triggeredBy: all('TriggeredBy'),
    parts: all('Requires', 'BindsTo', 'Wants', 'ConsistsOf'),
  };
}

/** up, or on its way up or down: a unit that keeps crashing counts as running the whole time */
export function isRunning(unit: UnitFacts): boolean {
  return unit.activeState !== 'inactive' && unit.activeState !== 'failed';
}
