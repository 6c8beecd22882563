import { hiddenPlaces } from '../exec/hidden-places.js';
import {
  FIXED_ENVIRONMENT,
  LOCKED,
  NO_CORE,
  SYSTEM_CALLS_DENIED,
  WORKER_CALLS_DENIED,
} from '../system/sandbox/sandbox-parts.js';
import { temporary } from '../system/sandbox/sandboxes.js';
import {
  booleanProperty,
  filter,
  scalarProperty,
  stringListProperty,
  stringProperty,
  uint64Property,
} from '../system/units/unit-property.js';
import type { UnitProperty } from '../system/units/unit-starter.js';
import { isWithin } from '../worker/path-patterns.js';
import { PRIVATE_PATHS } from '../worker/private-paths.js';
import type { Checker } from './checkers.js';

const MEGABYTE = 1024 * 1024;

// reads what root reads, and as root starts as nobody else; to listen takes a number below 1024
const READS = 1n << 2n;
const LISTENS = READS | (1n << 0n) | (1n << 1n) | (1n << 6n) | (1n << 7n) | (1n << 10n);

/**
 * sandbox of a checker: reads the machine's files with the new content laid over one of them. it changes no file of
 * the machine and reaches no network. `over.content` is a path on the machine; without `over` the present file is checked
 */
export function checkerSandbox(
  { sees, writes, listens }: Checker,
  denied: readonly string[],
  over: { readonly path: string; readonly content: string } | undefined,
): UnitProperty[] {
  const hidden = [...PRIVATE_PATHS, ...hiddenPlaces(denied, '/root')].filter(place => !isWithin(place, sees));
  return [
    ...LOCKED,
    ...NO_CORE,
    stringProperty('ProtectSystem', 'strict'),
    stringProperty('ProtectHome', 'read-only'),
    stringProperty('ProtectProc', 'invisible'),
    stringProperty('DevicePolicy', 'closed'),
    booleanProperty('PrivateIPC', true),
    booleanProperty('PrivateNetwork', true),
    filter('RestrictAddressFamilies', true, listens ? ['AF_INET', 'AF_INET6', 'AF_UNIX'] : []),
    uint64Property('CapabilityBoundingSet', listens ? LISTENS : READS),
    filter('SystemCallFilter', true, ['@system-service']),
    filter('SystemCallFilter', false, listens ? WORKER_CALLS_DENIED : SYSTEM_CALLS_DENIED),
    scalarProperty('SystemCallErrorNumber', 'i', 1),
    stringListProperty('ReadOnlyPaths', ['/home', '/root', '/tmp', '/var/tmp', '/sys']),
    stringListProperty(
      'InaccessiblePaths',
      hidden.map(place => `-${place}`),
    ),
    ...temporary('/dev/shm', 'ro'),
    ...(writes.includes('/run') ? [] : temporary('/run', 'ro')),
    ...writes.flatMap(place => temporary(place, 'rw,size=4M,mode=755,nosuid,nodev,noexec')),
    ...(over === undefined ? [] : [laidOver(over)]),
    uint64Property('MemoryMax', 256 * MEGABYTE),
    uint64Property('MemorySwapMax', 0),
    uint64Property('TasksMax', 16),
    stringProperty('OOMPolicy', 'kill'),
    stringListProperty('Environment', FIXED_ENVIRONMENT),
    stringProperty('WorkingDirectory', '/'),
  ];
}

function laidOver({ path, content }: { readonly path: string; readonly content: string }): UnitProperty {
  return ['BindReadOnlyPaths', { signature: 'a(ssbt)', value: [[content, path, false, 0n]] }];
}
