import { readFileSync, writeSync } from 'node:fs';
import { codeOf } from './errno.js';
import { listProcesses } from './process-list.js';
import { bootTime, readProcess, sleepMs, startedAt, type ProcessFacts } from './process-facts.js';
import type { ProcessReply, ProcessRequest, SignalRequest } from './process-protocol.js';

const SETTLE_MS = 1000;
const LOOK_MS = 25;

/** one question on standard input, one answer on standard output */
export function answerProcesses(): void {
  const request: unknown = JSON.parse(readFileSync(0, 'utf8'));
  if (!isRequest(request)) throw new TypeError('not a request');
  const bytes = Buffer.from(JSON.stringify(answer(request)));
  for (let done = 0; done < bytes.length;) done += writeSync(1, bytes, done);
}

// the helper's own words: nobody else speaks to us here
function isRequest(value: unknown): value is ProcessRequest {
  return typeof value === 'object' && value !== null && 'op' in value;
}

export function answer(request: ProcessRequest): ProcessReply {
  switch (request.op) {
    case 'list':
      return { op: 'list', ...listProcesses(request) };
    case 'look':
      return look(request.pid);
    case 'signal':
      return signal(request);
  }
}

function look(pid: number): ProcessReply {
  const facts = readProcess(pid);
  if (!facts) return { op: 'gone' };
  return { op: 'process', facts: identityOf(facts), started: startedAt(facts.start, bootTime()) };
}

function identityOf({ pid, start, name, state, uids, unit, kernel }: ProcessFacts) {
  return { pid, start, name, state, uids, unit, kernel };
}

// the last look comes right before the signal; what is left of the race is a few microseconds
function signal({ expected, signal: name }: SignalRequest): ProcessReply {
  const now = readProcess(expected.pid);
  if (!now) return { op: 'gone' };
  if (!isSame(expected, now)) return { op: 'changed' };
  try {
    process.kill(expected.pid, `SIG${name}`);
  } catch (error) {
    return { op: 'refused', code: codeOf(error) };
  }
  return { op: 'sent', state: settle(expected) };
}

function isSame(expected: SignalRequest['expected'], now: ProcessFacts): boolean {
  return (
    expected.start === now.start &&
    expected.name === now.name &&
    expected.unit === now.unit &&
    !now.kernel &&
    expected.uids.length === 3 &&
    expected.uids.every((uid, index) => uid === now.uids[index])
  );
}

/** state of the process within a second after the signal: gone, stopped, or still running */
function settle({ pid, start }: SignalRequest['expected']): 'gone' | 'stopped' | 'running' {
  for (let waited = 0; waited < SETTLE_MS; waited += LOOK_MS) {
    const now = readProcess(pid);
    if (!now || now.start !== start || now.state === 'Z' || now.state === 'X') return 'gone';
    if (now.state === 'T' || now.state === 't') return 'stopped';
    sleepMs(LOOK_MS);
  }
  return 'running';
}
