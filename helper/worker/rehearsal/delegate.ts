import { spawn } from 'node:child_process';
import { chmodSync, closeSync, constants, fchmodSync, lstatSync, openSync, readdirSync } from 'node:fs';
import { refusal } from '../errno.js';
import { encodeFrame } from '../frames.js';
import { receive } from './handover.js';
import type { Keeper } from './keeper.js';
import { CONTENT, type Actor, type PartRequest } from './protocol.js';

/** directories that the caller's half reads; it is given none to write in */
export interface Sources {
  readonly store?: string;
  readonly journal?: string;
}

const DIRECTORY = constants.O_RDONLY | constants.O_DIRECTORY | constants.O_NOFOLLOW;

/**
 * the same program as the caller, in the place of ours: the kernel refuses what it would refuse the caller. directories
 * that only root can reach are handed over open, to be read; what is to be kept comes back through a pipe. node cannot
 * change its own ids where its library might use rings
 */
export async function asCaller(request: PartRequest, sources: Sources, keeper: Keeper): Promise<void> {
  const opened = Object.entries(sources).map(([name, path]) => ({ name, fd: openSync(path, DIRECTORY), path }));
  const lent: typeof opened = [];
  try {
    for (const each of opened) {
      assertOurs(each.path);
      lent.push(each);
      setModes(each.path, each.fd, LENT);
    }
    // standard streams are 0 to 2
    const handed = Object.fromEntries(opened.map(({ name }, index) => [name, `/proc/self/fd/${index + 3}`]));
    const fds = opened.map(({ fd }) => fd);
    await run({ ...request, ...handed }, request.actor, { fds, keeper });
  } finally {
    for (const { path, fd } of lent) setModes(path, fd, KEPT);
    for (const { fd } of opened) closeSync(fd);
  }
}

interface Modes {
  readonly directory: number;
  readonly file: number;
}

/** readable to a process that holds the directory open; its parent directories are root's alone */
const LENT: Modes = { directory: 0o755, file: 0o644 };
const KEPT: Modes = { directory: 0o700, file: 0o600 };

function setModes(path: string, fd: number, { directory, file }: Modes): void {
  for (const name of readdirSync(path)) {
    const inside = `${path}/${name}`;
    chmodSync(inside, name === CONTENT ? directory : file);
    if (name === CONTENT) for (const each of readdirSync(inside)) chmodSync(`${inside}/${each}`, file);
  }
  fchmodSync(fd, directory);
}

/** throws where anything in a place of ours is not root's own, leads elsewhere, or is known elsewhere by another name */
export function assertOurs(path: string): void {
  if (lstatSync(path).uid !== process.geteuid?.()) throw refuseStrange();
  for (const name of readdirSync(path)) {
    const inside = `${path}/${name}`;
    const stats = lstatSync(inside);
    if (stats.isDirectory() && name === CONTENT) assertOurs(inside);
    else if (!stats.isFile() || stats.nlink > 1 || stats.uid !== process.geteuid?.()) throw refuseStrange();
  }
}

function refuseStrange(): Error {
  return refusal('changed', 'something else than was to be kept was put there');
}

interface Handed {
  readonly fds: readonly number[];
  readonly keeper: Keeper;
}

async function run(request: object, { uid, gid, groups }: Actor, { fds, keeper }: Handed): Promise<void> {
  const identity = [`--reuid=${uid}`, `--regid=${gid}`];
  const others = groups.length === 0 ? '--clear-groups' : `--groups=${groups.join(',')}`;
  const locked = ['--bounding-set=-all', '--inh-caps=-all', '--ambient-caps=-all', '--no-new-privs'];
  const program = [process.execPath, ...process.execArgv, process.argv[1] ?? '', 'delegated'];
  const child = spawn('/usr/bin/setpriv', [...identity, others, ...locked, '--', ...program], {
    stdio: ['pipe', 'pipe', 'ignore', ...fds],
    env: {},
    cwd: '/',
  });
  const { stdin, stdout } = child;
  if (!stdin || !stdout) throw refusal('lost', 'the work as the caller could not be begun');
  // how it ended is told by what it said
  child.on('error', () => {});
  stdin.on('error', () => {});
  try {
    stdin.end(encodeFrame(request));
    await receive(stdout, keeper);
  } finally {
    // its person may have stopped it: it is waited for no longer, and ends with the unit
    stdin.destroy();
    stdout.destroy();
    child.unref();
  }
}
