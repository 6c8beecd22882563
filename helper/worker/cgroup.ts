import { readFileSync } from 'node:fs';

/** limits of our own control group, empty where they can't be read */
export interface Limits {
  readonly memory: string;
  readonly tasks: string;
}

interface Controller {
  readonly unified: string;
  readonly legacy: readonly [controller: string, file: string];
}

const MEMORY: Controller = { unified: 'memory.max', legacy: ['memory', 'memory.limit_in_bytes'] };
const TASKS: Controller = { unified: 'pids.max', legacy: ['pids', 'pids.max'] };

export function readLimits(): Limits {
  const groups = readFileSync('/proc/self/cgroup', 'utf8').trim().split('\n').map(parseLine);
  return { memory: readLimit(groups, MEMORY), tasks: readLimit(groups, TASKS) };
}

interface Group {
  readonly controllers: readonly string[];
  readonly path: string;
}

// `4:memory:/system.slice/x.service`, or `0::/…` in the unified hierarchy
function parseLine(line: string): Group {
  const [, controllers = '', ...path] = line.split(':');
  return { controllers: controllers.split(','), path: path.join(':') };
}

function readLimit(groups: readonly Group[], { unified, legacy }: Controller): string {
  const old = groups.find(group => group.controllers.includes(legacy[0]));
  if (old) return read(`/sys/fs/cgroup/${old.controllers.join(',')}${old.path}/${legacy[1]}`);
  const group = groups.find(candidate => candidate.controllers.join() === '');
  return group ? read(`/sys/fs/cgroup${group.path}/${unified}`) : '';
}

function read(path: string): string {
  try {
    return readFileSync(path, 'utf8').trim();
  } catch {
    return '';
  }
}
