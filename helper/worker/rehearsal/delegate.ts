import { spawnSync } from 'node:child_process';
import {
  chmodSync,
  chownSync,
  closeSync,
  constants,
  existsSync,
  fchmodSync,
  fchownSync,
  lchownSync,
  lstatSync,
  openSync,
  readdirSync,
} from 'node:fs';
import { refusal } from '../errno.js';
import { decodeHeader, encodeFrame, HEADER_BYTES } from '../frames.js';
import { CONTENT, type Actor, type RehearsalFailure, type Request } from './protocol.js';

export interface Places {
  /** written to */
  readonly store?: string;
  readonly journal?: string;
  /** only read */
  readonly source?: string;
}

interface Opened {
  readonly name: string;
  readonly path: string;
  readonly fd: number;
}

const PLACES = constants.O_RDONLY | constants.O_DIRECTORY;

/**
 * the same program as the caller, in the place of ours: the kernel refuses what it would refuse the caller. directories
 * that only root can reach are handed over open; node cannot change its own ids where its library might use rings
 */
export function asCaller<T extends { readonly ok: true }>(request: Request, places: Places): T {
  const { actor } = request;
  const opened = Object.entries(places).map(([name, path]) => ({ name, path, fd: openSync(path, PLACES) }));
  try {
    for (const each of opened) open(each, actor);
    // standard streams are 0 to 2
    const handed = Object.fromEntries(opened.map(({ name }, index) => [name, `/proc/self/fd/${index + 3}`]));
    const { source, ...written } = handed;
    const inner = { ...request, ...written, ...(source !== undefined && { store: source }) };
    return read(
      run(
        inner,
        actor,
        opened.map(({ fd }) => fd),
      ),
    );
  } finally {
    for (const { fd } of opened) closeSync(fd);
    for (const { path } of opened) takeOver(path);
  }
}

// a place that is written to is the caller's meanwhile; one that is only read is readable to who holds it open. what an
// earlier run as the caller left there is root's again first; the directory is the caller's last, when no path below is used
function open({ name, path, fd }: Opened, { uid, gid }: Actor): void {
  takeOver(path);
  const content = `${path}/${CONTENT}`;
  for (const file of namesIn(content)) chmodSync(`${content}/${file}`, 0o644);
  for (const file of namesIn(path)) if (file !== CONTENT) chmodSync(`${path}/${file}`, 0o644);
  if (existsSync(content)) {
    chmodSync(content, 0o755);
    if (name !== 'source') chownSync(content, uid, gid);
  }
  fchmodSync(fd, 0o755);
  if (name !== 'source') fchownSync(fd, uid, gid);
}

/** root's alone again; throws where something in it leads elsewhere, or is known elsewhere by another name */
function takeOver(path: string): void {
  // a link in the place of the directory cannot be: what holds it is root's alone
  chownSync(path, 0, 0);
  chmodSync(path, 0o700);
  for (const name of namesIn(path)) {
    const inside = `${path}/${name}`;
    const stats = lstatSync(inside);
    if (stats.isDirectory() && name === CONTENT) takeOver(inside);
    else if (!stats.isFile() || stats.nlink > 1) throw refusal('changed', `${STRANGE} was put there`);
    else {
      lchownSync(inside, 0, 0);
      chmodSync(inside, 0o600);
    }
  }
}

const STRANGE = 'something else than was to be kept';

function namesIn(path: string): string[] {
  return existsSync(path) ? readdirSync(path) : [];
}

function run(request: object, { uid, gid, groups }: Actor, fds: readonly number[]): Buffer {
  const identity = [`--reuid=${uid}`, `--regid=${gid}`];
  const others = groups.length === 0 ? '--clear-groups' : `--groups=${groups.join(',')}`;
  const locked = ['--bounding-set=-all', '--inh-caps=-all', '--ambient-caps=-all', '--no-new-privs'];
  const program = [process.execPath, ...process.execArgv, process.argv[1] ?? '', 'delegated'];
  const ran = spawnSync('/usr/bin/setpriv', [...identity, others, ...locked, '--', ...program], {
    input: encodeFrame(request),
    stdio: ['pipe', 'pipe', 'ignore', ...fds],
    env: {},
    cwd: '/',
    maxBuffer: 4 * 1024 * 1024,
  });
  return ran.stdout;
}

function read<T extends { readonly ok: true }>(frame: Buffer): T {
  if (frame.length < HEADER_BYTES || frame.length < HEADER_BYTES + decodeHeader(frame)) {
    throw refusal('lost', 'the work as the caller ended without an answer');
  }
  // our own program's words; as the caller it may have been made to say anything, and what it says is checked where it counts
  const reply: T | RehearsalFailure = JSON.parse(frame.subarray(HEADER_BYTES).toString('utf8'));
  if (reply.ok) return reply;
  throw refusal(String(reply.code), String(reply.text));
}
