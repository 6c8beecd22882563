import { spawnSync } from 'node:child_process';
import { closeSync, openSync, readFileSync, readSync, statSync, writeFileSync } from 'node:fs';
import { refusal } from '../errno.js';
import { coverArguments } from '../calls/cover.js';
import { hide, refuseUnveiled, VEILS_FD } from './masks.js';
import type { RehearseRequest } from './protocol.js';
import { furnish, OURS, outerTable, ROOT, RUN, STAGE } from './stage.js';
import type { CopyPlan } from './mount-table.js';

/** capabilities inside, over the copy's files and processes only; none for the caller */
const CAPABILITIES = ['chown', 'dac_override', 'fowner', 'fsetid', 'setuid', 'setgid', 'kill'];

const READY = `${STAGE}/files/ready`;

// no further user namespace, in which every capability could be had again
const SECOND = `set -e; echo there > there; read word < go; echo 0 > /proc/sys/user/max_user_namespaces; : > ready; exec /usr/sbin/chroot "$@"`;

const ALL_IDS = '0 0 4294967295';

// the first process of the copy's processes. a new /proc can only be mounted before the user namespace is entered: a
// container's own is partly covered; and the machine's is replaced as well, since ids of processes are other ones here. the
// second process waits until it has users; capabilities are kept because without users it is nobody at first. its input is a
// file of its own: a descriptor of the machine's own /dev/null would let a script change owner and mode of that.
// $1 is the root of the copy, the rest the program to run in it
const first = (): string => `set -e
cd ${STAGE}/files
/usr/bin/mount -n -a -T outer
/usr/sbin/chroot "$1" /usr/bin/mount -n -a -T ${OURS}/table
/usr/sbin/chroot "$1" /usr/bin/perl ${OURS}/cover ${coverArguments(`${OURS}/masks/stub`, `/proc/self/fd/${VEILS_FD}`).join(' ')} < covers ${VEILS_FD}< ${STAGE}/veils
rm -f ${RUN}/llm-os-rehearsal/table ${RUN}/llm-os-rehearsal/cover
mkfifo there go
/usr/bin/unshare --user --keep-caps --ipc --uts --cgroup -- /bin/sh -c '${SECOND}' sh "$@" < stdin &
read word < there
echo '${ALL_IDS}' > /proc/$!/gid_map
echo '${ALL_IDS}' > /proc/$!/uid_map
echo go > go
set +e
wait $!
`;

// the script is not the first process of its namespace: that one takes no signal, and would have to wait for orphans
const WAIT = `cd -- "$1" || exit 126; /bin/sh ${OURS}/script; exit $?`;

export interface Ended {
  readonly exitStatus: number;
  readonly stdout: string;
  readonly stderr: string;
  readonly truncated: boolean;
}

/** runs a script in a copy that is built; when it returns, no process of it is left */
export function runScript(request: RehearseRequest, plan: CopyPlan): Ended {
  const hidden = prepare(request, plan);
  const files = { out: `${STAGE}/files/stdout`, err: `${STAGE}/files/stderr` };
  const [out, err] = [openSync(files.out, 'wx', 0o600), openSync(files.err, 'wx', 0o600)];
  const argv = [
    '--mount',
    '--propagation',
    'private',
    '--pid',
    '--fork',
    '--kill-child',
    '--',
    '/bin/sh',
    '-c',
    first(),
  ];
  const ran = spawnSync('/usr/bin/unshare', [...argv, 'sh', ROOT, ...enter(request)], {
    stdio: ['ignore', out, err],
    env: { ...request.environment },
    cwd: '/',
    timeout: request.timeoutMs,
    killSignal: 'SIGKILL',
  });
  closeSync(out);
  closeSync(err);
  const [stdout, stderr] = [readStart(files.out, request), readStart(files.err, request)];
  if (ran.error || ran.signal === 'SIGKILL') {
    throw refusal('timed-out', `the script did not end within ${Math.round(request.timeoutMs / 1000)} s`);
  }
  if (!isThere(READY)) throw refusal('unfit', `the copy could not be entered: ${oneLine(stderr.text)}`);
  refuseUnveiled(hidden);
  return {
    exitStatus: ran.status ?? -1,
    stdout: stdout.text,
    stderr: stderr.text,
    truncated: stdout.cut || stderr.cut,
  };
}

// tables of mounts, what is hidden, and the script; returns the places that are hidden
function prepare(request: RehearseRequest, { covered }: CopyPlan): readonly string[] {
  furnish();
  const { table, covers, hidden } = hide({ ...request, covered });
  writeFileSync(`${STAGE}/files/outer`, outerTable(), { mode: 0o600 });
  writeFileSync(`${STAGE}/files/covers`, covers, { mode: 0o600 });
  writeFileSync(`${STAGE}/files/stdin`, request.stdin, { mode: 0o444 });
  writeFileSync(`${RUN}/llm-os-rehearsal/table`, table, { mode: 0o600 });
  writeFileSync(`${RUN}/llm-os-rehearsal/script`, request.script, { mode: 0o444 });
  return hidden;
}

function enter({ actor, cwd }: RehearseRequest): string[] {
  const root = actor.as === 'root';
  const capabilities = root ? ['-all', ...CAPABILITIES.map(name => `+${name}`)] : ['-all'];
  return [
    '/usr/bin/setpriv',
    `--bounding-set=${capabilities.join(',')}`,
    '--inh-caps=-all',
    '--ambient-caps=-all',
    '--no-new-privs',
    `--reuid=${root ? 0 : actor.uid}`,
    `--regid=${root ? 0 : actor.gid}`,
    actor.groups.length === 0 ? '--clear-groups' : `--groups=${actor.groups.join(',')}`,
    '--',
    '/bin/sh',
    '-c',
    WAIT,
    'sh',
    cwd,
  ];
}

function isThere(path: string): boolean {
  return statSync(path, { throwIfNoEntry: false }) !== undefined;
}

function readStart(path: string, { maxOutputBytes }: RehearseRequest): { text: string; cut: boolean } {
  const { size } = statSync(path);
  if (size <= maxOutputBytes) return { text: readFileSync(path, 'utf8'), cut: false };
  const start = Buffer.alloc(maxOutputBytes);
  const fd = openSync(path, 'r');
  readSync(fd, start, 0, maxOutputBytes, 0);
  closeSync(fd);
  return { text: start.toString('utf8'), cut: true };
}

function oneLine(text: string): string {
  return text.trim().replaceAll(/\s+/g, ' ').slice(0, 300);
}
