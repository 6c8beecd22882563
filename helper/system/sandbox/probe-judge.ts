import type { Sandbox, CageCaller } from './sandboxes.js';
import { CAGE_MEMORY_BYTES, CAGE_TASKS } from './sandboxes.js';
import type { Report } from './probe-report.js';

const NO_CAPABILITIES = /^0+$/;
const REFUSED = 'EAFNOSUPPORT';

/** everything that a cage lacks, in words; empty where it holds */
export function findSandboxGaps(
  cage: Sandbox,
  inside: Report,
  outside: Report,
  { home }: Pick<CageCaller, 'home'>,
): string[] {
  const separate = seesMachine(cage) ? ['mnt', 'user', 'ipc', 'uts'] : ['net', 'mnt', 'user', 'ipc', 'uts'];
  const checks: readonly (readonly [boolean, string])[] = [
    [inside.uid !== 0, 'it runs as root'],
    [NO_CAPABILITIES.test(inside.capEff) && NO_CAPABILITIES.test(inside.capBnd), 'capabilities are left'],
    [inside.noNewPrivs === '1', 'new privileges can be had'],
    [inside.seccomp === '2' && inside.filtered, 'system calls are not filtered'],
    ...separate.map(name => [isSeparate(name, inside, outside), `the ${name} namespace is the machine's own`] as const),
    ...['unix', 'inet'].map(name => [inside.sockets[name] === REFUSED, `${name} sockets can be made`] as const),
    ...writable(cage, inside.writable, home).map(path => [false, `${path} is writable`] as const),
    ...inside.devices.filter(isDevice).map(name => [false, `/dev/${name} is in sight`] as const),
    ...inSight(cage, inside.inSight).map(path => [false, `${path} is in sight`] as const),
    [seesOnlyItself(inside), 'processes of others are in sight'],
    ...strangers(cage, inside.run).map(name => [false, `/run/${name} is in sight`] as const),
    [isWithin(inside.limits['memory'], CAGE_MEMORY_BYTES), 'memory is not limited'],
    [isWithin(inside.limits['tasks'], CAGE_TASKS), 'processes are not limited'],
  ];
  return checks.filter(([holds]) => !holds).map(([, problem]) => problem);
}

// the network that they tell of is the machine's
function seesMachine(cage: Sandbox): boolean {
  return cage === 'system' || cage === 'look';
}

// a namespace that was not reported is no proof of another one
function isSeparate(name: string, inside: Report, outside: Report): boolean {
  const [ours, theirs] = [inside.namespaces[name], outside.namespaces[name]];
  return ours !== undefined && ours !== '' && theirs !== undefined && theirs !== '' && ours !== theirs;
}

// an empty directory that systemd keeps for itself, closed to everybody else
const OF_SYSTEMD = ['systemd', 'systemd/incoming'];

const LOGINS = ['utmp', 'systemd/system', 'systemd/sessions', 'systemd/users', 'systemd/seats'];

// one file for each session, user and seat; units of this boot, as `systemctl cat` shows them to anybody
function isLogin(directory: string, name: string): boolean {
  return (
    LOGINS.includes(directory) && /^[^/]+$/.test(name.slice(directory.length + 1)) && name.startsWith(`${directory}/`)
  );
}

function strangers(cage: Sandbox, run: readonly string[]): string[] {
  const allowed = seesMachine(cage) ? [...OF_SYSTEMD, ...LOGINS] : OF_SYSTEMD;
  const isAllowed = (name: string): boolean => allowed.some(known => name === known || isLogin(known, name));
  return run.filter(name => !isAllowed(name)).slice(0, 4);
}

// these have permissions of their own, the devices are looked at one by one, and systemd lends each unit its own pressure
const OF_THE_KERNEL = /^\/(proc|dev)(\/|$)|^\/sys\/fs\/cgroup\/.+\/memory\.pressure$/;

function writable(cage: Sandbox, paths: readonly string[], home: string): string[] {
  const own = cage === 'caller' ? [home, '/tmp', '/var/tmp'] : [];
  const isOwn = (path: string): boolean => own.some(place => path === place || path.startsWith(`${place}/`));
  return paths.filter(path => !OF_THE_KERNEL.test(path) && !isOwn(path)).slice(0, 4);
}

const DEVICES =
  /^(null|zero|full|u?random|tty|ptmx|pts|shm|mqueue|hugepages|console|log|core|fd|stdin|stdout|stderr|initctl|char|block)$/;

function isDevice(name: string): boolean {
  return !DEVICES.test(name);
}

function inSight(cage: Sandbox, paths: readonly string[]): string[] {
  const own = cage === 'home' || cage === 'look' || cage === 'caller' ? ['/home', '/root'] : [];
  return paths.filter(path => !own.includes(path));
}

function seesOnlyItself({ uid, owners }: Report): boolean {
  return owners.length > 0 && owners.every(owner => owner === String(uid));
}

function isWithin(limit: string | undefined, most: number): boolean {
  return limit !== undefined && /^\d+$/.test(limit) && Number(limit) <= most;
}
