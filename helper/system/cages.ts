import type { UnitProperty } from './unit-starter.js';
import { filter, flag, large, list, small, text } from './unit-property.js';
import { PRIVATE_PATHS, SYSTEM_CALLS_DENIED, LOCKED, FIXED_ENVIRONMENT } from './cage-parts.js';

/** where a program of the person's, the administrator's or the model's choosing runs */
export type Cage = 'files' | 'system' | 'home' | 'caller' | 'root';

export interface CageCaller {
  readonly uid: number;
  readonly gid: number;
  readonly home: string;
}

/** the probe looks for these, so a limit that was not put up is found */
export const CAGE_MEMORY_BYTES = 256 * 1024 * 1024;
export const CAGE_TASKS = 64;

/** unit properties of a cage; nothing here depends on what runs in it */
export function cageProperties(cage: Cage, caller: CageCaller): readonly UnitProperty[] {
  switch (cage) {
    case 'files':
      return [...CONFINED, ...DYNAMIC, ...OFFLINE, ...HIDDEN, text('ProtectHome', 'yes')];
    case 'system':
      return [...CONFINED, ...DYNAMIC, ...NETLINK, ...MACHINE_WIDE, text('ProtectHome', 'yes')];
    case 'home':
      return [...CONFINED, ...identity(caller), ...OFFLINE, ...HIDDEN, ...NO_SIGNALS, text('ProtectHome', 'read-only')];
    case 'caller':
      return [
        ...CONFINED,
        ...identity(caller),
        ...OFFLINE,
        ...HIDDEN,
        list('ReadWritePaths', [`-${caller.home}`, '/tmp', '/var/tmp']),
      ];
    case 'root':
      return ROOT;
  }
}

const LIMITS: readonly UnitProperty[] = [
  large('MemoryMax', CAGE_MEMORY_BYTES),
  large('MemorySwapMax', 0),
  large('TasksMax', CAGE_TASKS),
  large('CPUQuotaPerSecUSec', 1_000_000),
  large('LimitCORE', 0),
  large('LimitNOFILE', 1024),
  text('OOMPolicy', 'kill'),
  small('UMask', 'u', 0o077),
];

const CONFINED: readonly UnitProperty[] = [
  ...LOCKED,
  ...LIMITS,
  large('CapabilityBoundingSet', 0),
  text('ProtectSystem', 'strict'),
  flag('PrivateUsers', true),
  flag('PrivateDevices', true),
  flag('PrivateIPC', true),
  flag('RemoveIPC', true),
  list('InaccessiblePaths', PRIVATE_PATHS),
  filter('SystemCallFilter', true, ['@system-service']),
  filter('SystemCallFilter', false, SYSTEM_CALLS_DENIED),
  small('SystemCallErrorNumber', 'i', 1),
  list('Environment', FIXED_ENVIRONMENT),
];

const DYNAMIC: readonly UnitProperty[] = [flag('DynamicUser', true), flag('PrivateTmp', true)];

// the temporary files of the person are among what it asks about, so /tmp is the machine's. a program of the person's own must not outlive or outweigh the person's other work
export function identity(caller: CageCaller): UnitProperty[] {
  return [
    text('User', String(caller.uid)),
    text('Group', String(caller.gid)),
    text('Slice', `user-${caller.uid}.slice`),
  ];
}

const OFFLINE: readonly UnitProperty[] = [
  flag('PrivateNetwork', true),
  filter('RestrictAddressFamilies', true, []),
  // a family that is not let in answers nothing, but /run holds more than sockets. `ReadOnlyPaths=` of the same path
  // would silently win, and leave it all in sight
  ['TemporaryFileSystem', { signature: 'a(ss)', value: [['/run', 'ro']] }],
];

const HIDDEN: readonly UnitProperty[] = [text('ProtectProc', 'invisible'), text('ProcSubset', 'pid')];

const LOGINS = ['utmp', 'systemd/system', 'systemd/sessions', 'systemd/users', 'systemd/seats'].map(
  name => `/run/${name}`,
);

// answers about the machine: its network namespace and all of /proc that anybody may read
const NETLINK: readonly UnitProperty[] = [
  filter('RestrictAddressFamilies', true, ['AF_NETLINK']),
  ['TemporaryFileSystem', { signature: 'a(ss)', value: [['/run', 'ro']] }],
  // who is logged in, for those that count users: files only, and pipes that are root's
  ['BindReadOnlyPaths', { signature: 'a(ssbt)', value: LOGINS.map(path => [path, path, true, 0n]) }],
  // `ip` gives up its capabilities first, and gives up itself where it may not
  filter('SystemCallFilter', true, ['capset']),
];

const MACHINE_WIDE: readonly UnitProperty[] = [text('ProtectProc', 'default'), text('ProcSubset', 'all')];

// the person's other processes have the same uid; a reader of files has no business with them
const NO_SIGNALS: readonly UnitProperty[] = [
  filter('SystemCallFilter', false, [
    'kill',
    'tkill',
    'tgkill',
    'rt_sigqueueinfo',
    'rt_tgsigqueueinfo',
    'pidfd_send_signal',
  ]),
];

const ROOT: readonly UnitProperty[] = [
  large('LimitCORE', 0),
  small('UMask', 'u', 0o022),
  list('Environment', FIXED_ENVIRONMENT),
];
