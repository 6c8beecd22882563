import type { Cage } from './caged.js';

/** a setting that is taken out of a cage, and what the probe must say of it */
export interface Gap {
  readonly name: string;
  readonly settings: string;
  readonly says: RegExp;
  /** in which cages it stands; in all where unsaid */
  readonly of?: readonly Cage[];
  /** only on a virtual machine: a container lacks the feature */
  readonly vm?: true;
}

// a filter of any kind brings `NoNewPrivileges=` along, and a dynamic user that and a read-only file system
const FILTERS =
  'SystemCallFilter=\nSystemCallArchitectures=\nRestrictAddressFamilies=\nRestrictNamespaces=no\nRestrictRealtime=no\n' +
  'RestrictSUIDSGID=no\nLockPersonality=no\nProtectKernelTunables=no\nProtectKernelModules=no\nProtectKernelLogs=no\n' +
  'ProtectClock=no\nProtectHostname=no\nPrivateDevices=no';

export const GAPS: readonly Gap[] = [
  { name: 'sockets', settings: 'RestrictAddressFamilies=', says: /unix sockets can be made/ },
  { name: 'all filters', settings: `NoNewPrivileges=no\n${FILTERS}`, says: /not filtered.*sockets can be made/ },
  { name: 'the filter of calls', settings: 'SystemCallFilter=', says: /not filtered/ },
  { name: 'capabilities', settings: 'CapabilityBoundingSet=CAP_NET_ADMIN', says: /capabilities are left/ },
  { name: 'the person', settings: 'DynamicUser=no\nUser=root', says: /runs as root/ },
  { name: 'the network', settings: 'PrivateNetwork=no', says: /the net namespace/, of: ['files', 'home', 'caller'] },
  { name: 'the users', settings: 'PrivateUsers=no', says: /the user namespace/ },
  { name: 'shared memory', settings: 'PrivateIPC=no', says: /the ipc namespace/ },
  { name: 'the host name', settings: 'ProtectHostname=no', says: /the uts namespace/ },
  { name: '/run', settings: 'TemporaryFileSystem=', says: /\/run\/.* is in sight/ },
  { name: 'the disk', settings: 'ProtectSystem=no', says: /[:;] \/ is writable/, of: ['home', 'look', 'caller'] },
  { name: 'the homes', settings: 'ProtectHome=no', says: /\/home is (in sight|writable)/ },
  { name: 'temporary files', settings: 'ReadOnlyPaths=', says: /\/tmp is writable/, of: ['files', 'system'] },
  { name: 'secrets', settings: 'InaccessiblePaths=', says: /\/etc\/shadow is in sight/ },
  {
    name: 'other processes',
    settings: 'ProtectProc=default\nProcSubset=all',
    says: /processes of others/,
    of: ['files', 'home', 'look', 'caller'],
  },
  { name: 'devices', settings: 'PrivateDevices=no', says: /\/dev\/.* is in sight/, vm: true },
  { name: 'control groups', settings: 'ProtectControlGroups=no', says: /\/sys\/fs\/cgroup.* is writable/ },
  {
    name: 'the kernel',
    settings: 'ProtectKernelTunables=no\nReadOnlyPaths=\nBindReadOnlyPaths=',
    says: /\/sys.* is writable/,
    vm: true,
  },
  { name: 'memory', settings: 'MemoryMax=infinity', says: /memory is not limited/ },
  { name: 'processes', settings: 'TasksMax=infinity', says: /processes are not limited/ },
];
