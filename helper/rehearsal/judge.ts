import type { Actor, RehearsalChange } from '../worker/rehearsal/protocol.js';

/** chown, dac_override, fowner, fsetid, kill, setgid, setuid */
const CAPABILITIES = 0xfbn;
const EAFNOSUPPORT = '97';
const EOPNOTSUPP = '95';
const NAMESPACES = ['mnt', 'pid', 'net', 'ipc', 'uts', 'cgroup', 'user'];
const SHUT = ['userns', 'mountns', 'chroot', 'device', 'kernel', 'first', 'deviceowner', 'input'];
const FAMILIES = ['1', '2', '10', '16', '40'];
const DEVICES = /^(null|zero|full|u?random|fd|stdin|stdout|stderr|shm)$/;
const OWN_MOUNT = /^\/(run|dev)$/;
const VEIL = /^\/veils\/\d+$/;
const MOST_PROCESSES = 8;

export interface Seen {
  /** output of the script of the proof */
  readonly text: string;
  readonly actor: Actor;
  /** the machine's own, by name */
  readonly outside: Readonly<Record<string, string>>;
  readonly changes: readonly RehearsalChange[];
  readonly canary: string;
}

/** every wall that was not seen to stand, in words; what was not reported does not stand */
export function findGaps({ text, actor, outside, changes, canary }: Seen): string[] {
  const lines = text.split('\n').map(line => line.split(' '));
  const of = (word: string) => lines.filter(([first]) => first === word).map(([, ...rest]) => rest);
  const told = (word: string, key: string) => of(word).find(([name]) => name === key)?.[1];
  const status = new Map(of('status').map(rest => splitStatus(rest.join(' '))));
  const checks: readonly (readonly [boolean, string])[] = [
    [hasCapabilities(status, actor), 'it has other capabilities than it should'],
    [status.get('NoNewPrivs') === '1', 'new privileges can be had'],
    [status.get('Seccomp') === '2' && of('filter')[0]?.[0] === EOPNOTSUPP, 'system calls are not filtered'],
    [hasUser(status, actor), 'it runs as somebody else'],
    ...NAMESPACES.map(
      name => [isOther(told('ns', name), outside[name]), `the ${name} namespace is not its own`] as const,
    ),
    ...SHUT.map(name => [told('tried', name) === 'shut', `${name}: could be done`] as const),
    [told('tried', 'self') === 'open', 'nothing could be tried'],
    ...FAMILIES.map(each => [told('socket', each) === EAFNOSUPPORT, `sockets of family ${each} can be made`] as const),
    [hasOwnRun(of('run'), of('below')), '/run is not its own'],
    [of('sys').length === 0, '/sys is in sight'],
    [of('dev').length > 0 && of('dev').every(([name = '']) => DEVICES.test(name)), 'devices are in sight'],
    [of('process').length > 0 && of('process').length <= MOST_PROCESSES, 'processes of others are in sight'],
    [hasOwnRoot(of('mount')), 'its root is not a copy'],
    ...writable(of('mount')).map(path => [false, `${path} is writable`] as const),
    [of('canary').length === 1 && isOnly(changes, canary), 'what it wrote is not what was found'],
  ];
  return checks.filter(([holds]) => !holds).map(([, gap]) => gap);
}

// whether systemd runs may be told; nothing of it is there
function hasOwnRun(names: readonly (readonly string[])[], below: readonly (readonly string[])[]): boolean {
  const isOwn = ([name = '']: readonly string[]) => ['llm-os-rehearsal', 'lock', 'systemd'].includes(name);
  return names.length > 0 && names.every(isOwn) && below.every(([path]) => path === '/run/systemd/system');
}

function splitStatus(line: string): readonly [string, string] {
  const colon = line.indexOf(':');
  return [line.slice(0, colon), line.slice(colon + 1).trim()];
}

function hasCapabilities(status: ReadonlyMap<string, string>, { as }: Actor): boolean {
  const most = as === 'root' ? CAPABILITIES : 0n;
  return ['CapEff', 'CapPrm', 'CapBnd', 'CapInh', 'CapAmb'].every(name => {
    const value = status.get(name) ?? '';
    return /^[0-9a-f]+$/.test(value) && (BigInt(`0x${value}`) & ~most) === 0n;
  });
}

function hasUser(status: ReadonlyMap<string, string>, { as, uid, gid }: Actor): boolean {
  const is = (name: string, id: number) =>
    status
      .get(name)
      ?.split(/\s+/)
      .every(each => each === String(id)) === true;
  return as === 'root' ? is('Uid', 0) && is('Gid', 0) : is('Uid', uid) && is('Gid', gid);
}

function isOther(inside: string | undefined, outside: string | undefined): boolean {
  return inside !== undefined && inside !== '' && outside !== undefined && outside !== '' && inside !== outside;
}

interface MountLine {
  /** place within its file system */
  readonly root: string;
  readonly path: string;
  readonly readOnly: boolean;
  readonly type: string;
}

// the last of several mounts at one place is the one that is seen
function mountsOf(lines: readonly (readonly string[])[]): MountLine[] {
  const mounts = lines.map(fields => {
    const [, , , root = '', path = '', options = ''] = fields;
    return { root, path, readOnly: options.split(',').includes('ro'), type: fields[fields.indexOf('-') + 1] ?? '' };
  });
  return Array.from(new Map(mounts.map(mount => [mount.path, mount])).values());
}

function hasOwnRoot(lines: readonly (readonly string[])[]): boolean {
  return mountsOf(lines).some(({ path, type }) => path === '/' && type === 'overlay');
}

function writable(lines: readonly (readonly string[])[]): string[] {
  const open = mountsOf(lines).filter(({ readOnly }) => !readOnly);
  const strange = open.filter(({ root, path, type }) => {
    // stands in for a place that is hidden; a change there has the script refused
    if (VEIL.test(root)) return type !== 'tmpfs';
    if (OWN_MOUNT.test(path)) return type !== 'tmpfs';
    return type !== 'overlay';
  });
  return strange.map(({ path }) => path).slice(0, 4);
}

function isOnly([change, ...others]: readonly RehearsalChange[], canary: string): boolean {
  return others.length === 0 && change?.path === canary && change.change === 'created';
}
