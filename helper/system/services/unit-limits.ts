import type { BusCaller } from '../bus-caller.js';
import { callManager, getProperties, largeOf } from '../units/systemd-call.js';
import type { UnitFacts } from './unit-facts.js';
import { kindInterface } from './unit-job.js';
import { uint64Property } from '../units/unit-property.js';
import type { UnitProperty } from '../units/unit-starter.js';
import { OperatorError } from '../../../interfaces/errors.js';

/** systemd's word for no limit at all */
const INFINITY = 0xffff_ffff_ffff_ffffn;
const USEC_PER_PERCENT = 10_000n;
const LEAST_MEMORY = 1024n * 1024n;
const UNITS: Readonly<Record<string, bigint>> = { '': 1n, K: 1n << 10n, M: 1n << 20n, G: 1n << 30n, T: 1n << 40n };

/** `undefined` leaves a limit as it is, `infinity` takes it away */
export interface LimitChange {
  readonly cpu: bigint | undefined;
  readonly memory: bigint | undefined;
  readonly tasks: bigint | undefined;
}

export interface UnitLimits {
  /** microseconds of cpu time in a second */
  readonly cpu: bigint;
  readonly memory: bigint;
  readonly tasks: bigint;
  /** in use now, `undefined` where nobody counts */
  readonly memoryNow: bigint | undefined;
  readonly tasksNow: bigint | undefined;
}

/** zero percent means no limit */
export function parseCpu(percent: number): bigint {
  return percent === 0 ? INFINITY : BigInt(percent) * USEC_PER_PERCENT;
}

/** a number of tasks; zero means no limit */
export function parseTasks(count: number): bigint {
  return count === 0 ? INFINITY : BigInt(count);
}

/** as systemd writes it: bytes, or `K`, `M`, `G`, `T` of them, or `infinity` */
export function parseMemory(text: string): bigint {
  if (text === 'infinity') return INFINITY;
  const match = /^(\d{1,15})([KMGT]?)$/.exec(text);
  const factor = UNITS[match?.[2] ?? '-'];
  if (!match || factor === undefined) {
    throw new OperatorError('invalid-args', 'memory_max: expected a number of bytes, 512M, 2G or infinity');
  }
  const bytes = BigInt(match[1] ?? '') * factor;
  if (bytes < LEAST_MEMORY) throw new OperatorError('invalid-args', 'memory_max: expected at least 1M');
  if (bytes >= 1n << 62n) throw new OperatorError('invalid-args', 'memory_max: expected less than 4194304T');
  return bytes;
}

export async function readLimits(bus: BusCaller, unit: UnitFacts): Promise<UnitLimits> {
  const properties = await getProperties(bus, unit.path, kindInterface(unit.id));
  const count = (name: string): bigint | undefined => {
    const value = largeOf(properties, name);
    return value === INFINITY ? undefined : value;
  };
  return {
    cpu: largeOf(properties, 'CPUQuotaPerSecUSec') ?? INFINITY,
    memory: largeOf(properties, 'MemoryMax') ?? INFINITY,
    tasks: largeOf(properties, 'TasksMax') ?? INFINITY,
    memoryNow: count('MemoryCurrent'),
    tasksNow: count('TasksCurrent'),
  };
}

/** takes effect at once and stays after a reboot, as with `systemctl set-property` */
export async function setLimits(bus: BusCaller, id: string, change: LimitChange): Promise<void> {
  const properties: UnitProperty[] = [];
  if (change.cpu !== undefined) properties.push(uint64Property('CPUQuotaPerSecUSec', change.cpu));
  if (change.memory !== undefined) properties.push(uint64Property('MemoryMax', change.memory));
  if (change.tasks !== undefined) properties.push(uint64Property('TasksMax', change.tasks));
  const lasting = false;
  await callManager(bus, 'SetUnitProperties', 'sba(sv)', [id, lasting, properties]);
}

export function cpuText(usec: bigint): string {
  return usec === INFINITY ? 'no limit' : `${usec / USEC_PER_PERCENT}%`;
}

/** as a unit file has it: empty where there is no limit */
export function percentOf(usec: bigint): string {
  return usec === INFINITY ? '' : `${Number(usec / 100n) / 100}%`;
}

/** the shortest exact spelling, which `parseMemory` reads back */
export function memoryText(bytes: bigint): string {
  if (bytes === INFINITY) return 'infinity';
  const suffix = ['T', 'G', 'M', 'K'].find(letter => bytes > 0n && bytes % (UNITS[letter] ?? 1n) === 0n) ?? '';
  return `${bytes / (UNITS[suffix] ?? 1n)}${suffix}`;
}

export function memoryWords(bytes: bigint): string {
  return bytes === INFINITY ? 'no limit' : memoryText(bytes);
}

export function tasksText(count: bigint): string {
  return count === INFINITY ? 'no limit' : String(count);
}

/** as the parameters have it, for reading back: zero stands for no limit */
export function cpuNumber(usec: bigint): number {
  return usec === INFINITY ? 0 : Math.min(Number(usec / USEC_PER_PERCENT), 0xffffffff);
}

export function tasksNumber(count: bigint): number {
  return count === INFINITY ? 0 : Math.min(Number(count), 0xffffffff);
}
