import { localTime } from '../local-time.js';
import { readFileSync, readdirSync } from 'node:fs';
import {
  bootTime,
  parseStat,
  readProcess,
  sleepMs,
  startedAt,
  ticksToPercent,
  type ProcessFacts,
} from './process-facts.js';
import type { ListRequest, ProcessRow } from './process-protocol.js';

const SAMPLE_MS = 250;
const STATES: Readonly<Record<string, string>> = {
  R: 'running',
  S: 'sleeping',
  D: 'waiting for a device',
  T: 'stopped',
  t: 'traced',
  Z: 'zombie',
  I: 'idle',
};

interface Sample extends ProcessFacts {
  readonly percent: number;
  readonly user: string;
}

/** the processes that whoever runs this may see; cpu time is measured over a moment, not over a lifetime */
export function listProcesses({ match, sort, limit }: ListRequest): { processes: ProcessRow[]; total: number } {
  const users = userNames();
  const boot = bootTime();
  const found = sample().map(one => ({ ...one, user: users.get(one.uids[1] ?? -1) ?? String(one.uids[1] ?? '') }));
  const wanted = found.filter(one => matches(one, match));
  const rows = wanted
    .toSorted(ORDERS[sort])
    .slice(0, limit)
    .map(one => toRow(one, boot));
  return { processes: rows, total: wanted.length };
}

function sample(): Omit<Sample, 'user'>[] {
  const first = readdirSync('/proc')
    // the one who looks is no answer
    .filter(name => /^\d+$/.test(name) && name !== String(process.pid))
    .flatMap(name => readProcess(Number(name)) ?? [])
    .map(facts => ({ facts, at: performance.now() }));
  sleepMs(SAMPLE_MS);
  return first.map(({ facts, at }) => ({ ...facts, percent: percentSince(facts, at) }));
}

function percentSince(before: ProcessFacts, at: number): number {
  try {
    const now = parseStat(readFileSync(`/proc/${before.pid}/stat`, 'utf8'));
    return now.start === before.start ? ticksToPercent(now.cpuTicks - before.cpuTicks, performance.now() - at) : 0;
  } catch {
    return 0;
  }
}

export function userNames(text = readFileSync('/etc/passwd', 'utf8')): Map<number, string> {
  const rows = text.split('\n').map(line => line.split(':'));
  return new Map(rows.flatMap(([name, , uid]) => (name && uid ? [[Number(uid), name] as const] : [])));
}

function matches({ name, user, unit, pid }: Sample, part: string): boolean {
  if (part === '') return true;
  const wanted = part.toLowerCase();
  return String(pid) === part || [name, user, unit].some(text => text.toLowerCase().includes(wanted));
}

const ORDERS: Readonly<Record<ListRequest['sort'], (a: Sample, b: Sample) => number>> = {
  cpu: (a, b) => b.percent - a.percent || b.cpuTicks - a.cpuTicks,
  memory: (a, b) => b.memoryKb - a.memoryKb,
  pid: (a, b) => a.pid - b.pid,
  name: (a, b) => a.name.localeCompare(b.name) || a.pid - b.pid,
};

function toRow(one: Sample, boot: number): ProcessRow {
  return {
    pid: one.pid,
    user: one.user,
    name: one.name,
    cpu: one.percent.toFixed(1),
    memory_kb: Math.min(one.memoryKb, 0xffffffff),
    started: localTime(startedAt(one.start, boot) * 1000),
    unit: one.unit,
    state: STATES[one.state] ?? one.state,
  };
}
