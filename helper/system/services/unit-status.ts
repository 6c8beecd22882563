import { localTime } from '../../local-time.js';
import type { BusCaller } from '../bus-caller.js';
import { getProperties, largeOf, listOf, textOf, type Properties } from '../units/systemd-call.js';
import { UNIT_INTERFACE, type UnitFacts } from './unit-facts.js';
import { kindInterface } from './unit-job.js';
import { describeParts, readParts } from './unit-parts.js';

/** public facts about a unit, without its environment and command line */
export interface UnitStatus {
  readonly unit: string;
  readonly active_state: string;
  readonly sub_state: string;
  readonly description: string;
  readonly load_state: string;
  readonly unit_file_state?: string;
  readonly unit_file?: string;
  readonly since?: string;
  readonly result?: string;
  readonly main_pid?: number;
  readonly exit_status?: number;
  readonly restarts?: number;
  readonly memory_kb?: number;
  readonly tasks?: number;
  readonly status_text?: string;
  readonly triggered_by?: string[];
  readonly parts?: string[];
  readonly stale?: boolean;
}

const LARGEST = 0xffff_ffff;

export async function readStatus(bus: BusCaller, unit: UnitFacts): Promise<UnitStatus> {
  const [common, kind, parts] = await Promise.all([
    getProperties(bus, unit.path, UNIT_INTERFACE),
    getProperties(bus, unit.path, kindInterface(unit.id)),
    readParts(bus, unit),
  ]);
  const counted = numbers(kind);
  const told = describeParts(parts, counted.main_pid !== undefined);
  return {
    unit: unit.id,
    active_state: textOf(common, 'ActiveState'),
    sub_state: textOf(common, 'SubState'),
    description: textOf(common, 'Description'),
    load_state: textOf(common, 'LoadState'),
    ...present({
      unit_file_state: textOf(common, 'UnitFileState'),
      unit_file: textOf(common, 'FragmentPath'),
      since: toTime(largeOf(common, 'StateChangeTimestamp')),
      result: textOf(kind, 'Result'),
      status_text: textOf(kind, 'StatusText').slice(0, 1000),
    }),
    ...counted,
    ...(unit.links.triggeredBy.length > 0 && { triggered_by: listOf(common, 'TriggeredBy') }),
    ...(told.length > 0 && { parts: told }),
    ...(common['NeedDaemonReload'] === true && { stale: true }),
  };
}

function numbers(kind: Properties): Partial<UnitStatus> {
  const memory = count(kind, 'MemoryCurrent', 1024n);
  const tasks = count(kind, 'TasksCurrent', 1n);
  const pid = count(kind, 'MainPID', 1n);
  const restarts = count(kind, 'NRestarts', 1n);
  // a process that was never started has no status
  const exited = count(kind, 'ExecMainCode', 1n) === 1;
  const status = count(kind, 'ExecMainStatus', 1n);
  return {
    ...(pid !== undefined && pid > 0 && { main_pid: pid }),
    ...(exited && status !== undefined && { exit_status: status }),
    ...(restarts !== undefined && restarts > 0 && { restarts }),
    ...(memory !== undefined && { memory_kb: memory }),
    ...(tasks !== undefined && { tasks }),
  };
}

function count(properties: Properties, name: string, divisor: bigint): number | undefined {
  const value = largeOf(properties, name);
  // all ones is how systemd says that it does not count
  if (value === undefined || value < 0n || value === 0xffff_ffff_ffff_ffffn) return undefined;
  return Math.min(Number(value / divisor), LARGEST);
}

function toTime(usec: bigint | undefined): string {
  if (usec === undefined || usec === 0n) return '';
  return localTime(Number(usec / 1000n));
}

function present(texts: Record<string, string>): Record<string, string> {
  return Object.fromEntries(Object.entries(texts).filter(([, value]) => value !== ''));
}
