import { createSocket } from 'node:dgram';
import { accessSync, constants, readFileSync } from 'node:fs';
import { createConnection } from 'node:net';
import { networkInterfaces } from 'node:os';
import { devicesInSight, hasFilter, homeIsHidden, writableMounts } from './sandbox-probes.js';

export interface CageCheck {
  readonly name: string;
  readonly holds: boolean;
}

/** conditions on this process before it may load a model; each is checked from inside */
export async function checkCage(): Promise<CageCheck[]> {
  const status = readOr('/proc/self/status', '');
  const field = (name: string): string => new RegExp(`^${name}:\\s+(\\S+)$`, 'm').exec(status)?.[1] ?? '';
  return [
    { name: 'no new privileges', holds: field('NoNewPrivs') === '1' },
    { name: 'a system call filter', holds: field('Seccomp') === '2' && hasFilter() },
    { name: 'no capabilities', holds: /^0+$/.test(field('CapEff')) && /^0+$/.test(field('CapBnd')) },
    { name: 'no unix sockets', holds: await refused(tryUnixSocket) },
    {
      name: 'no internet sockets',
      holds: (await refused(tryInternet('udp4'))) && (await refused(tryInternet('udp6'))),
    },
    { name: 'no netlink sockets', holds: netlinkRefused() },
    {
      name: 'a user namespace',
      holds: !/^\s*0\s+0\s+4294967295\s*$/.test(readOr('/proc/self/uid_map', '0 0 4294967295')),
    },
    { name: 'a network namespace without a network', holds: onlyLoopback() },
    { name: 'no bus', holds: BUSES.every(path => !reachable(path)) },
    { name: 'a home without your files', holds: homeIsHidden() },
    { name: 'a read-only file system', holds: writableMounts().length === 0 },
    { name: 'no devices', holds: devicesInSight().length === 0 },
  ];
}

const BUSES = ['/run/dbus/system_bus_socket', '/run/systemd/private', `/run/user/${process.getuid?.() ?? 0}/bus`];

/** the checks that do not hold, in words */
export function missingFromCage(checks: readonly CageCheck[]): string[] {
  return checks.filter(({ holds }) => !holds).map(({ name }) => name);
}

// only the filter's own answer counts: any other error would mean that a socket had been made
async function refused(attempt: () => Promise<string>): Promise<boolean> {
  return (await attempt()) === 'EAFNOSUPPORT';
}

function tryUnixSocket(): Promise<string> {
  return new Promise(resolve => {
    const socket = createConnection({ path: '/nonexistent/llm-os' });
    socket.on('connect', () => resolve('connected'));
    socket.on('error', error => resolve(codeOf(error)));
  });
}

function tryInternet(type: 'udp4' | 'udp6'): () => Promise<string> {
  return () =>
    new Promise(resolve => {
      const socket = createSocket(type);
      const finish = (code: string): void => {
        socket.close();
        resolve(code);
      };
      socket.on('error', error => finish(codeOf(error)));
      socket.bind(0, type === 'udp4' ? '127.0.0.1' : '::1', () => finish('bound'));
    });
}

// the library asks the kernel for the interfaces over a netlink socket
function netlinkRefused(): boolean {
  try {
    networkInterfaces();
    return false;
  } catch {
    return true;
  }
}

function onlyLoopback(): boolean {
  const names = readOr('/proc/self/net/dev', 'eth0: ')
    .split('\n')
    .flatMap(line => /^\s*([^:\s]+):/.exec(line)?.[1] ?? []);
  return names.every(name => name === 'lo');
}

function reachable(path: string): boolean {
  try {
    accessSync(path, constants.W_OK);
    return true;
  } catch {
    return false;
  }
}

function readOr(path: string, otherwise: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return otherwise;
  }
}

function codeOf(error: Error): string {
  return 'code' in error && typeof error.code === 'string' ? error.code : 'unknown';
}
