import type { UnitProperty } from '../units/unit-starter.js';
import { uint64Property } from '../units/unit-property.js';
import { LOCKED, singleTask, WORKER_CALLS_DENIED } from './sandbox-parts.js';
import { identity, type CageCaller } from './sandboxes.js';

// chown, dac_override, dac_read_search, fowner: what replacing somebody's file and keeping its owner takes
const FILE_CAPABILITIES = 0b1111;

/** the worker sees the machine's own files and nothing else: no network, no bus, no new privilege */
export function workerAsCaller(caller: CageCaller): UnitProperty[] {
  return [...WORKER, ...identity(caller), uint64Property('CapabilityBoundingSet', 0)];
}

export function workerAsRoot(): UnitProperty[] {
  return [...WORKER, uint64Property('CapabilityBoundingSet', FILE_CAPABILITIES)];
}

const WORKER: readonly UnitProperty[] = [...LOCKED, ...singleTask(WORKER_CALLS_DENIED)];
