import { readFileSync } from 'node:fs';

/** unique identity of a process: the kernel reuses pids, but not with the same start time */
export interface CallerProcess {
  readonly pid: number;
  /** clock ticks since the machine started, as the kernel spells them */
  readonly started: string;
}

// counted behind the name in parentheses, which may hold anything
const START_TIME = 19;

/** the process that has this pid now; `undefined` where there is none */
export function processOf(pid: number, root = '/proc'): CallerProcess | undefined {
  const text = readText(`${root}/${pid}/stat`);
  const started = text.slice(text.lastIndexOf(')') + 2).split(' ')[START_TIME];
  return started === undefined || started === '' ? undefined : { pid, started };
}

// at once: the kernel has it in memory, and a turn of the thread pool takes longer than the reading
function readText(path: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return '';
  }
}
