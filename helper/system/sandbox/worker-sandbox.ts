import type { UnitProperty } from '../units/unit-starter.js';
import {
  filter,
  booleanProperty,
  uint64Property,
  stringListProperty,
  scalarProperty,
  stringProperty,
} from '../units/unit-property.js';
import { FIXED_ENVIRONMENT, LOCKED, WORKER_CALLS_DENIED, NO_CORE } from './sandbox-parts.js';
import { identity, type CageCaller } from './sandboxes.js';

const MEGABYTE = 1024 * 1024;
// chown, dac_override, dac_read_search, fowner: what replacing somebody's file and keeping its owner takes
const FILE_CAPABILITIES = 0b1111;

/** the worker sees the machine's own files and nothing else: no network, no bus, no new privilege */
export function workerAsCaller(caller: CageCaller): UnitProperty[] {
  return [...WORKER, ...identity(caller), uint64Property('CapabilityBoundingSet', 0)];
}

export function workerAsRoot(): UnitProperty[] {
  return [...WORKER, uint64Property('CapabilityBoundingSet', FILE_CAPABILITIES)];
}

const WORKER: readonly UnitProperty[] = [
  ...LOCKED,
  booleanProperty('PrivateNetwork', true),
  filter('RestrictAddressFamilies', true, []),
  filter('SystemCallFilter', true, ['@system-service']),
  filter('SystemCallFilter', false, WORKER_CALLS_DENIED),
  scalarProperty('SystemCallErrorNumber', 'i', 1),
  booleanProperty('MemoryDenyWriteExecute', true),
  uint64Property('MemoryMax', 512 * MEGABYTE),
  uint64Property('TasksMax', 32),
  ...NO_CORE,
  scalarProperty('UMask', 'u', 0o077),
  stringListProperty('Environment', FIXED_ENVIRONMENT),
  stringProperty('WorkingDirectory', '/'),
];
