import {
  chmodSync,
  chownSync,
  mkdirSync,
  readFileSync,
  statSync,
  symlinkSync,
  writeFileSync,
  type Stats,
} from 'node:fs';
import { spawnSync } from 'node:child_process';
import { refusal } from '../errno.js';
import { listAttributes } from '../calls/list-attributes.js';
import { parseMounts, planCopy, type CopyPlan, type Mount } from './mount-table.js';
import { STAGE_BYTES } from './protocol.js';

/** place where the copy is built; populated only in the unit's own mount namespace */
export const STAGE = '/run/llm-os-rehearsal';
export const ROOT = `${STAGE}/root`;
/** becomes /run of the copy, and is still ours to read afterwards */
export const RUN = `${STAGE}/run`;
/** helper files inside the copy, below its /run */
export const OURS = '/run/llm-os-rehearsal';

export interface Layer {
  /** mount point: `/`, or a path without a slash at its end */
  readonly mount: string;
  /** holds what the script changed */
  readonly upper: string;
  /** the top of the file system when the copy was made */
  readonly top: Pick<Stats, 'uid' | 'gid' | 'mode'>;
}

export interface Stage {
  readonly layers: readonly Layer[];
  readonly plan: CopyPlan;
}

const TIMEOUT_MS = 30_000;
const MAX_SAID = 300;
const INODES = 60_000;
const BOOTED = '/run/systemd/system';
const DEVICES = ['null', 'zero', 'full', 'random', 'urandom'];

/** an overlay over each file system, in a place of memory that only root may look into; nothing of the machine changes */
export function buildStage(): Stage {
  const plan = planCopy(mountsNow(), isOnlyRead);
  mkdirSync(STAGE, { recursive: true, mode: 0o711 });
  const options = `size=${STAGE_BYTES},nr_inodes=${INODES},mode=711,nosuid,nodev`;
  must('/usr/bin/mount', ['-t', 'tmpfs', '-o', options, 'tmpfs', STAGE], 'a place for the copy');
  for (const name of ['up', 'dev', 'files']) mkdirSync(`${STAGE}/${name}`, { mode: 0o700 });
  // apart, so that a script that fills the copy can still say so
  const small = ['-t', 'tmpfs', '-o', 'size=16m,mode=700,nosuid,nodev', 'tmpfs', `${STAGE}/files`];
  must('/usr/bin/mount', small, 'a place for output');
  for (const path of [ROOT, RUN]) mkdirSync(path, { mode: 0o755 });
  chmodSync(ROOT, 0o755);
  chmodSync(RUN, 0o755);
  const layers: Layer[] = [];
  // in one order, so that what is mounted within another file system is seen there
  for (const [index, mount] of [...plan.layers, ...plan.readOnly].toSorted().entries()) {
    try {
      if (plan.layers.includes(mount)) layers.push(layOver(mount, index));
      else bindReadOnly(mount);
    } catch (error) {
      // gone meanwhile: the copy shows what it lay on
      if (isMounted(mount)) throw error;
    }
  }
  return { layers, plan };
}

/** a path of the machine as it is in the copy */
export function inCopy(path: string): string {
  return path === '/' ? ROOT : ROOT + path;
}

function mountsNow(): Mount[] {
  return parseMounts(readFileSync('/proc/self/mountinfo', 'utf8'));
}

function isMounted(place: string): boolean {
  return mountsNow().some(({ path }) => path === place);
}

// a file, or a directory with an access list: the top of an overlay has owner and mode of its upper layer and no list, and the
// mode alone would let in whom the list keeps out
function isOnlyRead(mount: string): boolean {
  const stats = statSync(mount, { throwIfNoEntry: false });
  if (stats === undefined && isMounted(mount)) throw refusal('unfit', `the file system at ${mount} cannot be reached`);
  if (stats?.isDirectory() !== true) return true;
  return listAttributes([mount]).some(names => names.some(name => name.startsWith('system.')));
}

// no device of such a file system can be opened: a device takes data on a read-only file system as well
function bindReadOnly(mount: string): void {
  const options = ['-o', 'bind,ro,nosuid,nodev', mount, inCopy(mount)];
  must('/usr/bin/mount', options, `a view of ${mount}`);
}

function layOver(mount: string, index: number): Layer {
  const own = `${STAGE}/up/${index}`;
  const upper = `${own}/upper`;
  mkdirSync(own, { mode: 0o700 });
  mkdirSync(upper, { mode: 0o755 });
  // the top of a copy has the owner and mode of its upper layer: another one would let in whom the machine keeps out
  const top = statSync(mount);
  const { uid, gid, mode } = top;
  chownSync(upper, uid, gid);
  chmodSync(upper, mode & 0o7777);
  mkdirSync(`${own}/work`, { mode: 0o700 });
  const lower = `lowerdir=${escapeOption(mount)}`;
  // a directory gets another name as on any file system; no file whose content is still below
  const fixed = 'redirect_dir=on,metacopy=off,index=off,xino=off,nosuid,nodev';
  const options = `${lower},upperdir=${upper},workdir=${own}/work,${fixed}`;
  must('/usr/bin/mount', ['-t', 'overlay', '-o', options, 'overlay', inCopy(mount)], `a copy of ${mount}`);
  return { mount, upper, top };
}

// escapes separators in overlayfs options: a colon separates lower layers, a comma separates options
function escapeOption(path: string): string {
  return path.replaceAll(/[\\:,]/g, '\\$&');
}

/** devices that hold nothing, for /dev of the copy, and what scripts look for in /run */
export function furnish(): void {
  mkdirSync(`${RUN}/lock`);
  chmodSync(`${RUN}/lock`, 0o1777);
  // tells that systemd is the first process: a script takes the same way as on the machine, and what it calls there is refused
  if (statSync(BOOTED, { throwIfNoEntry: false })?.isDirectory() === true)
    mkdirSync(BOOTED.replace('/run', RUN), { recursive: true });
  for (const name of DEVICES) writeFileSync(`${STAGE}/dev/${name}`, '');
  mkdirSync(`${STAGE}/dev/shm`);
  chmodSync(`${STAGE}/dev/shm`, 0o1777);
  for (const [name, target] of LINKS) symlinkSync(target, `${STAGE}/dev/${name}`);
  chmodSync(`${STAGE}/dev`, 0o755);
}

const LINKS = [
  ['fd', '/proc/self/fd'],
  ['stdin', '/proc/self/fd/0'],
  ['stdout', '/proc/self/fd/1'],
  ['stderr', '/proc/self/fd/2'],
] as const;

/** a line of a table that `mount -a -T` reads */
export function tableLine(source: string, target: string, type: string, options: string): string {
  return [source, target, type, options].map(escapeField).join(' ') + ' 0 0\n';
}

function escapeField(text: string): string {
  return text.replaceAll(/[\s\\#]/g, sign => `\\${sign.charCodeAt(0).toString(8).padStart(3, '0')}`);
}

/** mount table of the copy's own /dev, /run and /sys; /proc follows in the new pid namespace */
export function outerTable(): string {
  return [
    tableLine(`${STAGE}/dev`, inCopy('/dev'), 'none', 'bind,nosuid'),
    // the machine's own inodes: data passes on a read-only mount, owner, mode and times do not change there
    ...DEVICES.map(name => tableLine(`/dev/${name}`, inCopy(`/dev/${name}`), 'none', 'bind,ro,nosuid')),
    tableLine(RUN, inCopy('/run'), 'none', 'bind'),
    tableLine('rehearsal', inCopy('/sys'), 'tmpfs', 'ro,nosuid,nodev,noexec,size=4k,mode=555'),
    // a name of its own: `mount -a` leaves out what is mounted there already under the same name
    tableLine('rehearsal', '/proc', 'proc', 'nosuid,nodev,noexec'),
    // uid 0 of the copy is uid 0 to the files of /proc: nothing of the kernel may be written there
    tableLine('rehearsal', inCopy('/proc'), 'proc', 'ro,nosuid,nodev,noexec'),
  ].join('');
}

/** runs a program of the machine's own to its end; what it says on failure is ours to show, since it has seen no script */
function must(program: string, argv: readonly string[], what: string): void {
  const ran = spawnSync(program, argv, {
    stdio: ['ignore', 'ignore', 'pipe'],
    env: { PATH: '/usr/sbin:/usr/bin:/sbin:/bin', LANG: 'C.UTF-8' },
    cwd: '/',
    timeout: TIMEOUT_MS,
  });
  if (ran.status === 0) return;
  const said = String(ran.stderr).trim().replaceAll(/\s+/g, ' ').slice(0, MAX_SAID);
  throw refusal('unfit', `${what} could not be made: ${said === '' ? 'no reason was given' : said}`);
}
