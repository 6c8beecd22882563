import { readFileSync } from 'node:fs';

// the kernel's `USER_HZ`: fixed for programs, whatever its own timer frequency is
const TICKS_PER_SECOND = 100;
const KERNEL_THREAD = 0x0020_0000;

/** one process as /proc tells it to whoever may look; pid and start together name it for good */
export interface ProcessFacts {
  readonly pid: number;
  /** since boot, in ticks of the clock */
  readonly start: string;
  readonly name: string;
  readonly state: string;
  /** real, effective and saved */
  readonly uids: readonly number[];
  /** the system's unit that it belongs to, empty for the kernel's own */
  readonly unit: string;
  readonly kernel: boolean;
  readonly cpuTicks: number;
  readonly memoryKb: number;
}

/** `undefined` where there is no such process, or none that we may see */
export function readProcess(pid: number, proc = '/proc'): ProcessFacts | undefined {
  try {
    const directory = `${proc}/${pid}`;
    const stat = parseStat(readFileSync(`${directory}/stat`, 'utf8'));
    const status = readFileSync(`${directory}/status`, 'utf8');
    const name = wholeName(stat.name, () => readFileSync(`${directory}/cmdline`, 'utf8'));
    return { pid, ...stat, name, ...parseStatus(status), unit: parseUnit(readFileSync(`${directory}/cgroup`, 'utf8')) };
  } catch {
    // it ended while we looked, or it is hidden from us
    return undefined;
  }
}

// the kernel keeps so many bytes of a name
const KEPT_BYTES = 15;
const LONGEST_NAME = 64;

/** the name before the kernel cut it, where the program itself or the script that it runs says so */
export function wholeName(name: string, readArguments: () => string): string {
  const bytes = Buffer.from(name);
  if (bytes.length < KEPT_BYTES) return name;
  const words = readArguments().split('\0').slice(0, 2);
  const names = words.map(word => word.slice(word.lastIndexOf('/') + 1));
  const whole = names.find(one => Buffer.from(one).subarray(0, KEPT_BYTES).equals(bytes));
  return whole === undefined || whole.length > LONGEST_NAME ? name : whole;
}

// a program chooses its own name: it may hold spaces, brackets and line feeds
export function parseStat(text: string): Pick<ProcessFacts, 'start' | 'name' | 'state' | 'kernel' | 'cpuTicks'> {
  const end = text.lastIndexOf(')');
  const fields = text.slice(end + 2).split(' ');
  return {
    name: text.slice(text.indexOf('(') + 1, end),
    state: fields[0] ?? '',
    kernel: (Number(fields[6]) & KERNEL_THREAD) !== 0,
    cpuTicks: Number(fields[11]) + Number(fields[12]),
    start: fields[19] ?? '',
  };
}

function parseStatus(text: string): Pick<ProcessFacts, 'uids' | 'memoryKb'> {
  const uids = /^Uid:\s+(\d+)\s+(\d+)\s+(\d+)/m.exec(text);
  return {
    uids: uids ? uids.slice(1).map(Number) : [],
    memoryKb: Number(/^VmRSS:\s+(\d+)/m.exec(text)?.[1] ?? 0),
  };
}

/** the first part of the control group's path that is no slice, as systemd itself reads it */
export function parseUnit(text: string): string {
  const lines = text.split('\n');
  const line = lines.find(one => /^\d+:name=systemd:/.test(one)) ?? lines.find(one => one.startsWith('0::')) ?? '';
  const path = line.slice(line.indexOf(':/') + 1);
  return path.split('/').find(part => part !== '' && !part.endsWith('.slice')) ?? '';
}

/** seconds since the epoch at which the machine started */
export function bootTime(proc = '/proc'): number {
  return Number(/^btime (\d+)/m.exec(readFileSync(`${proc}/stat`, 'utf8'))?.[1] ?? 0);
}

export function startedAt(start: string, boot: number): number {
  return boot + Math.floor(Number(start) / TICKS_PER_SECOND);
}

export function ticksToPercent(ticks: number, elapsedMs: number): number {
  return elapsedMs > 0 ? (ticks / TICKS_PER_SECOND / (elapsedMs / 1000)) * 100 : 0;
}

/** waits without a turn of the event loop: the worker does one thing at a time */
export function sleepMs(ms: number): void {
  Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, ms);
}
