import { accessSync, constants, existsSync, readFileSync, readdirSync } from 'node:fs';
import { getPriority, setPriority, userInfo } from 'node:os';
import { basename, dirname, join } from 'node:path';

/** a call that nobody is refused but by a filter: the priority that it has anyway */
export function hasFilter(): boolean {
  try {
    setPriority(0, getPriority(0));
    return false;
  } catch {
    return true;
  }
}

interface Mount {
  readonly readOnly: boolean;
  readonly type: string;
}

// the last of several mounts at one path is the visible one
function mounts(): Map<string, Mount> {
  const lines = readFileSync('/proc/self/mountinfo', 'utf8').trim().split('\n');
  return new Map(
    lines.map(line => {
      const [head = '', tail = ''] = line.split(' - ');
      const [, , , , path = '', options = ''] = head.split(' ');
      return [path, { readOnly: options.split(',').includes('ro'), type: tail.split(' ')[0] ?? '' }];
    }),
  );
}

// the kernel's own have permissions of their own, and temporary files are private
const OWN = /^\/(proc|sys|dev|tmp|var\/tmp)(\/|$)/;

// systemd before 254 lets an empty home be written to; nothing of it is kept
const EMPTIED = ['/home', '/root', '/run/user'];

/** writable mounts other than the cache */
export function writableMounts(cache: string = process.env['CACHE_DIRECTORY'] ?? ''): string[] {
  const isEmptied = (path: string, type: string): boolean => EMPTIED.includes(path) && type === 'tmpfs';
  const all = Array.from(mounts());
  const writable = all.flatMap(([path, { readOnly, type }]) => (readOnly || isEmptied(path, type) ? [] : [path]));
  // under a lent uid the cache is a link to a place that only root and this service can reach
  const caches = [cache, join(dirname(cache), 'private', basename(cache))];
  // a mount that another one lies over is not there any more
  const left = writable.filter(path => !OWN.test(path) && !caches.includes(path) && existsSync(path));
  return [...left, ...SHARED.filter(isWritable)];
}

// everybody's on most machines
const SHARED = ['/dev/shm', '/run/lock'];

function isWritable(path: string): boolean {
  try {
    accessSync(path, constants.W_OK);
    return true;
  } catch {
    return false;
  }
}

/** whether there is no home, or an empty one in which only what was bound into it can be seen */
export function homeIsHidden(home: string | undefined = homeInSight()): boolean {
  return home === undefined || mounts().get(home)?.type === 'tmpfs';
}

// a uid that is lent for the time being has no account; a person whose account cannot be seen from here has a manager that says
function homeInSight(): string | undefined {
  try {
    return userInfo().homedir;
  } catch {
    const home = process.env['HOME'];
    return home === undefined || !existsSync(home) ? undefined : home;
  }
}

const DEVICES =
  /^(null|zero|full|u?random|tty|ptmx|pts|shm|mqueue|hugepages|console|log|core|fd|stdin|stdout|stderr|initctl|char|block)$/;

export function devicesInSight(): string[] {
  return readdirSync('/dev').filter(name => !DEVICES.test(name));
}
