import type { UnitProperty } from '../units/unit-starter.js';
import {
  filter,
  booleanProperty,
  uint64Property,
  stringListProperty,
  scalarProperty,
  stringProperty,
} from '../units/unit-property.js';

/** a limit of nothing is for files only; at one byte the kernel hands a core to no program either. behind that, a core
 * has nothing of the memory in it */
export const NO_CORE: readonly UnitProperty[] = [uint64Property('LimitCORE', 1), uint64Property('CoredumpFilter', 0)];

/** properties of every unit of ours, our worker included; only programs that run as root go without */
export const LOCKED: readonly UnitProperty[] = [
  booleanProperty('NoNewPrivileges', true),
  uint64Property('AmbientCapabilities', 0),
  booleanProperty('ProtectKernelTunables', true),
  booleanProperty('ProtectKernelModules', true),
  booleanProperty('ProtectKernelLogs', true),
  booleanProperty('ProtectControlGroups', true),
  booleanProperty('ProtectClock', true),
  booleanProperty('ProtectHostname', true),
  uint64Property('RestrictNamespaces', 0),
  booleanProperty('RestrictSUIDSGID', true),
  booleanProperty('RestrictRealtime', true),
  booleanProperty('LockPersonality', true),
  stringProperty('KeyringMode', 'private'),
  stringListProperty('SystemCallArchitectures', ['native']),
];

/** the worker needs `@chown`, which is among `@privileged` */
export const WORKER_CALLS_DENIED: readonly string[] = [
  '@resources',
  '@keyring',
  '@mount',
  '@debug',
  '@obsolete',
  '@raw-io',
  '@reboot',
  '@swap',
  '@module',
  '@clock',
  '@cpu-emulation',
  'io_uring_setup',
  'io_uring_enter',
  'io_uring_register',
  // memory of other processes, and page faults handled in user space: no listed program needs them
  'process_vm_readv',
  'process_vm_writev',
  'process_madvise',
  'userfaultfd',
];

export const SYSTEM_CALLS_DENIED: readonly string[] = ['@privileged', ...WORKER_CALLS_DENIED];

/** environment of a program, so that the manager's own has no influence on it */
export const FIXED_ENVIRONMENT: readonly string[] = [
  'PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin',
  'LANG=C.UTF-8',
  'SYSTEMD_PAGER=cat',
  'PAGER=cat',
  'GIT_PAGER=cat',
];

const MEGABYTE = 1024 * 1024;

/** rest of the sandbox of a program of ours that has one task: no network, no socket, no new memory that runs */
export function singleTask(systemCallsDenied: readonly string[]): readonly UnitProperty[] {
  return [
    booleanProperty('PrivateNetwork', true),
    filter('RestrictAddressFamilies', true, []),
    filter('SystemCallFilter', true, ['@system-service']),
    filter('SystemCallFilter', false, systemCallsDenied),
    scalarProperty('SystemCallErrorNumber', 'i', 1),
    booleanProperty('MemoryDenyWriteExecute', true),
    uint64Property('MemoryMax', 512 * MEGABYTE),
    uint64Property('TasksMax', 32),
    ...NO_CORE,
    scalarProperty('UMask', 'u', 0o077),
    stringListProperty('Environment', FIXED_ENVIRONMENT),
    stringProperty('WorkingDirectory', '/'),
  ];
}
