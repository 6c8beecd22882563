import { FIXED_ENVIRONMENT, LOCKED, SYSTEM_CALLS_DENIED, NO_CORE } from './sandbox-parts.js';
import { identity, type CageCaller } from './sandboxes.js';
import { filter, flag, large, list, small, text } from '../units/unit-property.js';
import type { UnitProperty } from '../units/unit-starter.js';

const MEGABYTE = 1024 * 1024;
const CAP_KILL = 1n << 5n;

/** sees the processes that the person sees, and may signal those that the person may */
export function processesAsCaller(caller: CageCaller): UnitProperty[] {
  return [...VIEW, ...READER, ...identity(caller), large('CapabilityBoundingSet', 0)];
}

/** sees the processes that anybody sees */
export function processesAsNobody(): UnitProperty[] {
  return [...VIEW, ...READER, flag('DynamicUser', true), large('CapabilityBoundingSet', 0)];
}

/** root with the one power that it takes */
export function processesAsRoot(): UnitProperty[] {
  return [...LOCKED, ...READER, large('CapabilityBoundingSet', CAP_KILL)];
}

// these bring a fresh /proc, on which `hidepid=` of the machine's own no longer holds
const FRESH_PROC = new Set(['ProtectKernelTunables', 'ProtectControlGroups']);
const VIEW = LOCKED.filter(([name]) => !FRESH_PROC.has(name));

// no private view of /proc: the processes of the machine are what this is about
const READER: readonly UnitProperty[] = [
  flag('PrivateNetwork', true),
  filter('RestrictAddressFamilies', true, []),
  text('ProtectSystem', 'strict'),
  text('ProtectHome', 'yes'),
  flag('PrivateTmp', true),
  flag('PrivateDevices', true),
  filter('SystemCallFilter', true, ['@system-service']),
  filter('SystemCallFilter', false, SYSTEM_CALLS_DENIED),
  small('SystemCallErrorNumber', 'i', 1),
  flag('MemoryDenyWriteExecute', true),
  large('MemoryMax', 512 * MEGABYTE),
  large('TasksMax', 32),
  ...NO_CORE,
  small('UMask', 'u', 0o077),
  list('Environment', FIXED_ENVIRONMENT),
  text('WorkingDirectory', '/'),
];
