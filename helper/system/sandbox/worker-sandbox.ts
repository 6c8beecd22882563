import type { UnitProperty } from '../units/unit-starter.js';
import { filter, flag, large, list, small, text } from '../units/unit-property.js';
import { FIXED_ENVIRONMENT, LOCKED, WORKER_CALLS_DENIED, NO_CORE } from './sandbox-parts.js';
import { identity, type CageCaller } from './sandboxes.js';

const MEGABYTE = 1024 * 1024;
// chown, dac_override, dac_read_search, fowner: what replacing somebody's file and keeping its owner takes
const FILE_CAPABILITIES = 0b1111;

/** the worker sees the machine's own files and nothing else: no network, no bus, no new privilege */
export function workerAsCaller(caller: CageCaller): UnitProperty[] {
  return [...WORKER, ...identity(caller), large('CapabilityBoundingSet', 0)];
}

export function workerAsRoot(): UnitProperty[] {
  return [...WORKER, large('CapabilityBoundingSet', FILE_CAPABILITIES)];
}

const WORKER: readonly UnitProperty[] = [
  ...LOCKED,
  flag('PrivateNetwork', true),
  filter('RestrictAddressFamilies', true, []),
  filter('SystemCallFilter', true, ['@system-service']),
  filter('SystemCallFilter', false, WORKER_CALLS_DENIED),
  small('SystemCallErrorNumber', 'i', 1),
  flag('MemoryDenyWriteExecute', true),
  large('MemoryMax', 512 * MEGABYTE),
  large('TasksMax', 32),
  ...NO_CORE,
  small('UMask', 'u', 0o077),
  list('Environment', FIXED_ENVIRONMENT),
  text('WorkingDirectory', '/'),
];
