import { readFileSync } from 'node:fs';

/** facts about processes, as the kernel reports them */
export interface ProcessInspector {
  /** why a process may not be taken for the person whose uid it has; empty where it may */
  confinementReason(pid: number | undefined, uid: number): Promise<string>;
}

/**
 * bubblewrap, landlock and seccomp give up new privileges for good first, or make a user namespace; a system service
 * with the uid of a person is in nobody's slice. none of it shows in uid, groups or session, and the kernel tells all
 * of it to everybody. what is left is a pid that is given to another process while the call is on its way
 */
export function localProcesses(root = '/proc'): ProcessInspector {
  const read = (pid: number, file: string) => readText(`${root}/${pid}/${file}`);
  const look = (pid: number) => ({ status: read(pid, 'status'), map: read(pid, 'uid_map') });
  // reference for all callers: pid 1 keeps the same status and id map from boot on
  let first: ProcessStatus | undefined;
  return {
    confinementReason: async (pid, uid) => {
      if (pid === undefined) return 'the bus does not know the process of the caller';
      const caller = look(pid);
      if (caller.status === '' || caller.map === '') return 'the process of the caller is gone';
      first ??= look(1);
      const reason = whySandboxed(caller, first);
      if (reason !== '') return `the caller is in a sandbox: ${reason}`;
      return isInSlice(read(pid, 'cgroup'), read(1, 'cgroup'), uid)
        ? ''
        : 'the caller runs outside the session and the user manager of its user';
    },
  };
}

// at once: the kernel has it in memory, and a turn of the thread pool takes longer than the reading
function readText(path: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return '';
  }
}

// the group that systemd put it in, in the unified hierarchy or in its own of version 1. a service that may make groups
// of its own can name one like a slice: only the whole way from the top tells where it is
function isInSlice(groups: string, ofFirst: string, uid: number): boolean {
  const top = (systemdGroup(ofFirst) ?? '').replace(/\/init\.scope$/, '').replace(/\/$/, '');
  return systemdGroup(groups)?.startsWith(`${top}/user.slice/user-${uid}.slice/`) === true;
}

// with both hierarchies mounted the unified one counts, unless systemd leaves it empty
function systemdGroup(groups: string): string | undefined {
  const lines = groups.split('\n').map(line => /^\d+:(|name=systemd):(\/.*)$/.exec(line));
  const [own, unified] = ['name=systemd', ''].map(name => lines.find(match => match?.[1] === name)?.[2]);
  return own ?? unified;
}

interface ProcessStatus {
  readonly status: string;
  readonly map: string;
}

// the whole machine may be a container: what its first process lives with is no sandbox
function whySandboxed(caller: ProcessStatus, init: ProcessStatus): string {
  const same = (name: string) => fieldOf(caller, name) === fieldOf(init, name);
  if (fieldOf(caller, 'NoNewPrivs') !== '0') return 'it gave up new privileges';
  if (!same('Seccomp') || !same('Seccomp_filters')) return 'its system calls are filtered';
  if (/\s/.test(fieldOf(caller, 'NSpid'))) return 'it has process ids of its own';
  return idMapRanges(caller.map) === idMapRanges(init.map) ? '' : 'it has users of its own';
}

function fieldOf({ status }: ProcessStatus, name: string): string {
  return new RegExp(`^${name}:\\s+(.*)$`, 'm').exec(status)?.[1] ?? '';
}

// a range's start outside is relative to the reader's user namespace; its start inside and its length are absolute
function idMapRanges(map: string): string {
  const rows = map
    .trim()
    .split('\n')
    .map(row => row.trim().split(/\s+/));
  return rows.map(([inside = '', , count = '']) => `${inside}+${count}`).join(' ');
}
