import type { UnitProperty } from '../units/unit-starter.js';
import {
  filter,
  booleanProperty,
  uint64Property,
  stringListProperty,
  scalarProperty,
  stringProperty,
} from '../units/unit-property.js';
import { SYSTEM_CALLS_DENIED, LOCKED, FIXED_ENVIRONMENT, NO_CORE } from './sandbox-parts.js';
import { PRIVATE_PATHS } from '../../worker/private-paths.js';

/** sandbox for a program chosen by the person, the administrator or the model */
export type Sandbox = 'files' | 'system' | 'home' | 'look' | 'caller' | 'root';

export interface CageCaller {
  readonly uid: number;
  readonly gid: number;
  readonly home: string;
  /** paths that no program in a cage sees, there or not */
  readonly hidden?: readonly string[];
}

/** the probe looks for these, so a limit that was not put up is found */
export const CAGE_MEMORY_BYTES = 256 * 1024 * 1024;
export const CAGE_TASKS = 64;

/** unit properties of a cage; nothing here depends on what runs in it */
export function cageProperties(cage: Sandbox, caller: CageCaller): readonly UnitProperty[] {
  const { hidden = [] } = caller;
  const properties = wallsOf(cage, caller);
  if (cage === 'root' || hidden.length === 0) return properties;
  return [...properties, stringListProperty('InaccessiblePaths', hidden.map(skipMissing))];
}

function skipMissing(path: string): string {
  return `-${path}`;
}

function wallsOf(cage: Sandbox, caller: CageCaller): readonly UnitProperty[] {
  switch (cage) {
    case 'files':
      return [...CONFINED, ...DYNAMIC, ...OFFLINE, ...HIDDEN, stringProperty('ProtectHome', 'yes')];
    case 'system':
      return [...CONFINED, ...DYNAMIC, ...NETLINK, ...MACHINE_WIDE, stringProperty('ProtectHome', 'yes')];
    case 'home':
      return [
        ...CONFINED,
        ...identity(caller),
        ...OFFLINE,
        ...HIDDEN,
        ...NO_SIGNALS,
        stringProperty('ProtectHome', 'read-only'),
      ];
    case 'look':
      return [
        ...CONFINED,
        ...identity(caller),
        ...NETLINK,
        ...MACHINE_WIDE,
        ...NO_SIGNALS,
        stringProperty('ProtectHome', 'read-only'),
      ];
    case 'caller':
      return [
        ...CONFINED,
        ...identity(caller),
        ...NO_NETWORK,
        ...temporary('/run', 'ro'),
        ...temporary(SHARED_MEMORY, 'rw,size=64M,mode=1777,nosuid,nodev,noexec'),
        ...HIDDEN,
        // a strict file system leaves the homes out, and others' too
        stringProperty('ProtectHome', 'read-only'),
        stringListProperty('ReadWritePaths', [`-${caller.home}`, '/tmp', '/var/tmp']),
      ];
    case 'root':
      return ROOT;
  }
}

const LIMITS: readonly UnitProperty[] = [
  uint64Property('MemoryMax', CAGE_MEMORY_BYTES),
  uint64Property('MemorySwapMax', 0),
  uint64Property('TasksMax', CAGE_TASKS),
  uint64Property('CPUQuotaPerSecUSec', 1_000_000),
  ...NO_CORE,
  uint64Property('LimitNOFILE', 1024),
  stringProperty('OOMPolicy', 'kill'),
  scalarProperty('UMask', 'u', 0o077),
];

const CONFINED: readonly UnitProperty[] = [
  ...LOCKED,
  ...LIMITS,
  uint64Property('CapabilityBoundingSet', 0),
  stringProperty('ProtectSystem', 'strict'),
  booleanProperty('PrivateUsers', true),
  booleanProperty('PrivateDevices', true),
  booleanProperty('PrivateIPC', true),
  // `ProtectKernelTunables=` leaves most of /sys writable
  stringListProperty('ReadOnlyPaths', ['/sys']),
  booleanProperty('RemoveIPC', true),
  // those that are missing are skipped
  stringListProperty('InaccessiblePaths', PRIVATE_PATHS.map(skipMissing)),
  filter('SystemCallFilter', true, ['@system-service']),
  filter('SystemCallFilter', false, SYSTEM_CALLS_DENIED),
  scalarProperty('SystemCallErrorNumber', 'i', 1),
  stringListProperty('Environment', FIXED_ENVIRONMENT),
];

// a directory of its own for temporary files lies on the machine's disk, which has no limit: it is empty and stays so
const DYNAMIC: readonly UnitProperty[] = [
  booleanProperty('DynamicUser', true),
  booleanProperty('PrivateTmp', true),
  stringListProperty('ReadOnlyPaths', ['/tmp', '/var/tmp']),
];

// the temporary files of the person are among what it asks about, so /tmp is the machine's. a program of the person's own must not outlive or outweigh the person's other work
export function identity(caller: CageCaller): UnitProperty[] {
  return [
    stringProperty('User', String(caller.uid)),
    stringProperty('Group', String(caller.gid)),
    stringProperty('Slice', `user-${caller.uid}.slice`),
  ];
}

// world-writable, and left as it is by `PrivateDevices=`
const SHARED_MEMORY = '/dev/shm';

/** an empty file system; `ReadOnlyPaths=` of the same path would silently win, and leave all of it in sight */
export function temporary(path: string, options: string): UnitProperty[] {
  return [['TemporaryFileSystem', { signature: 'a(ss)', value: [[path, options]] }]];
}

const NOTHING_TO_WRITE: readonly UnitProperty[] = [...temporary('/run', 'ro'), ...temporary(SHARED_MEMORY, 'ro')];

// a family that is not let in answers nothing, but /run holds more than sockets
const NO_NETWORK: readonly UnitProperty[] = [
  booleanProperty('PrivateNetwork', true),
  filter('RestrictAddressFamilies', true, []),
];

const OFFLINE: readonly UnitProperty[] = [...NO_NETWORK, ...NOTHING_TO_WRITE];

const HIDDEN: readonly UnitProperty[] = [
  stringProperty('ProtectProc', 'invisible'),
  stringProperty('ProcSubset', 'pid'),
];

const LOGINS = ['utmp', 'systemd/system', 'systemd/sessions', 'systemd/users', 'systemd/seats'].map(
  name => `/run/${name}`,
);

// `MS_REC`
const RECURSIVE = 0x4000n;

// answers about the machine: its network namespace and what /proc tells beside processes
const NETLINK: readonly UnitProperty[] = [
  filter('RestrictAddressFamilies', true, ['AF_NETLINK']),
  ...NOTHING_TO_WRITE,
  [
    'BindReadOnlyPaths',
    {
      signature: 'a(ssbt)',
      value: [
        // systemd 257 skips a path that only is to be read-only where /sys is the machine's own, without a word
        ['/sys', '/sys', false, RECURSIVE],
        // logins, for programs that count users: files only, and pipes that are root's
        ...LOGINS.map(path => [path, path, true, 0n]),
      ],
    },
  ],
  // `ip` gives up its capabilities first, and gives up itself where it may not
  filter('SystemCallFilter', true, ['capset']),
];

// a fresh /proc does not have the machine's own `hidepid=`: nothing listed needs the processes of others
const MACHINE_WIDE: readonly UnitProperty[] = [
  stringProperty('ProtectProc', 'invisible'),
  stringProperty('ProcSubset', 'all'),
];

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
  ...NO_CORE,
  scalarProperty('UMask', 'u', 0o022),
  stringListProperty('Environment', FIXED_ENVIRONMENT),
];
