import { LOCKED, singleTask, SYSTEM_CALLS_DENIED } from './sandbox-parts.js';
import { identity, type CageCaller } from './sandboxes.js';
import { booleanProperty, uint64Property, stringProperty } from '../units/unit-property.js';
import type { UnitProperty } from '../units/unit-starter.js';

const CAP_KILL = 1n << 5n;

/** sees the processes that the person sees, and may signal those that the person may */
export function processesAsCaller(caller: CageCaller): UnitProperty[] {
  return [...VIEW, ...READER, ...identity(caller), uint64Property('CapabilityBoundingSet', 0)];
}

/** sees the processes that anybody sees */
export function processesAsNobody(): UnitProperty[] {
  return [...VIEW, ...READER, booleanProperty('DynamicUser', true), uint64Property('CapabilityBoundingSet', 0)];
}

/** root with the one power that it takes */
export function processesAsRoot(): UnitProperty[] {
  return [...LOCKED, ...READER, uint64Property('CapabilityBoundingSet', CAP_KILL)];
}

// these bring a fresh /proc, on which `hidepid=` of the machine's own no longer holds
const FRESH_PROC = new Set(['ProtectKernelTunables', 'ProtectControlGroups']);
const VIEW = LOCKED.filter(([name]) => !FRESH_PROC.has(name));

// no private view of /proc: the processes of the machine are what this is about
const READER: readonly UnitProperty[] = [
  stringProperty('ProtectSystem', 'strict'),
  stringProperty('ProtectHome', 'yes'),
  booleanProperty('PrivateTmp', true),
  booleanProperty('PrivateDevices', true),
  ...singleTask(SYSTEM_CALLS_DENIED),
];
