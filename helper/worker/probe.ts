import { readFileSync, readdirSync, readlinkSync, writeSync } from 'node:fs';
import { createConnection } from 'node:net';
import { readLimits, type Limits } from './cgroup.js';
import { hasSeccompFilter, listDevices, listVisible, listWritable, ownersOfProcesses } from './probe-visibility.js';

/** a sandbox as seen from inside; judged by the helper, which knows the properties it asked for */
export interface ProbeReport {
  readonly uid: number;
  readonly capEff: string;
  readonly capBnd: string;
  readonly noNewPrivs: string;
  readonly seccomp: string;
  readonly namespaces: Readonly<Record<string, string>>;
  /** error of a first step towards a socket of each family, `open` where there was none */
  readonly sockets: Readonly<Record<string, string>>;
  /** paths below /run, to a depth that shows any socket */
  readonly run: readonly string[];
  readonly limits: Limits;
  /** whether a system call that only the filter refuses was refused */
  readonly filtered: boolean;
  /** mounts that are not read-only */
  readonly writable: readonly string[];
  readonly devices: readonly string[];
  /** paths that a cage hides and that were there to be seen */
  readonly inSight: readonly string[];
  /** uids of the processes that were to be seen */
  readonly owners: readonly number[];
}

const MAX_DEPTH = 3;
const NAMESPACES = ['net', 'mnt', 'user', 'ipc', 'pid', 'uts', 'cgroup'];

/** `hidden` are paths that this cage is to hide beside those that every cage hides */
export function probe(hidden: readonly string[]): void {
  const pairs = [
    connect('unix', { path: '/run/dbus/system_bus_socket' }),
    connect('inet', { host: '127.0.0.1', port: 9 }),
  ];
  void Promise.all(pairs).then(sockets => {
    writeSync(1, JSON.stringify(report(Object.fromEntries(sockets), hidden)));
  });
}

function report(sockets: Record<string, string>, hidden: readonly string[]): ProbeReport {
  const status = new Map(
    readFileSync('/proc/self/status', 'utf8')
      .split('\n')
      .map(line => [line.slice(0, line.indexOf(':')), line.slice(line.indexOf(':') + 1).trim()]),
  );
  return {
    uid: process.getuid?.() ?? -1,
    capEff: status.get('CapEff') ?? '',
    capBnd: status.get('CapBnd') ?? '',
    noNewPrivs: status.get('NoNewPrivs') ?? '',
    seccomp: status.get('Seccomp') ?? '',
    namespaces: Object.fromEntries(NAMESPACES.map(name => [name, readlinkSync(`/proc/self/ns/${name}`)])),
    sockets,
    run: listBelow('/run', MAX_DEPTH).map(path => path.slice('/run/'.length)),
    limits: readLimits(),
    filtered: hasSeccompFilter(),
    writable: listWritable(),
    devices: listDevices(),
    inSight: listVisible(hidden),
    owners: ownersOfProcesses(),
  };
}

function listBelow(directory: string, depth: number): string[] {
  try {
    return readdirSync(directory, { withFileTypes: true }).flatMap(entry => {
      const path = `${directory}/${entry.name}`;
      return [path, ...(entry.isDirectory() && depth > 1 ? listBelow(path, depth - 1) : [])];
    });
  } catch {
    // a directory that cannot be listed reveals no names of sockets
    return [];
  }
}

function connect(name: string, target: { path: string } | { host: string; port: number }): Promise<[string, string]> {
  return new Promise(resolve => {
    const socket = createConnection(target);
    socket.once('connect', () => {
      socket.destroy();
      resolve([name, 'open']);
    });
    socket.once('error', error => resolve([name, 'code' in error ? String(error.code) : 'unknown']));
  });
}
