import { isRunning, type UnitFacts } from './unit-facts.js';
import type { JobVerb } from './job-effects.js';

export interface JobEvidence {
  readonly verb: JobVerb;
  readonly before: UnitFacts;
  /** `undefined` once systemd has forgotten the unit */
  readonly after: UnitFacts | undefined;
  /** systemd's `Result` of the service, socket, timer or path */
  readonly result: string;
  readonly reloadResult: string;
  /** false where we stopped waiting before the job was over */
  readonly over: boolean;
  /** result in systemd's `JobRemoved` signal; it only tells one failure from another, never success */
  readonly word: string | undefined;
}

export interface JobOutcome {
  /** done, failed, timeout, dependency, skipped, canceled, running, … */
  readonly result: string;
  readonly after: UnitFacts | undefined;
  /** systemd's `Result` of the unit, empty where it has none */
  readonly reason: string;
}

const UP = new Set(['active', 'reloading', 'refreshing']);
const FAILURES = new Set([
  'canceled',
  'timeout',
  'failed',
  'dependency',
  'skipped',
  'invalid',
  'assert',
  'unsupported',
]);

/** outcome of a job, judged by the unit's own state */
export function judgeJob(evidence: JobEvidence): JobOutcome {
  return { result: judge(evidence), after: evidence.after, reason: evidence.result };
}

function judge(evidence: JobEvidence): string {
  if (!evidence.over) return 'running';
  switch (evidence.verb) {
    case 'stop':
      return judgeStop(evidence);
    case 'reload':
      return evidence.reloadResult === 'success' || evidence.reloadResult === '' ? wordOr(evidence, 'done') : 'failed';
    case 'start':
    case 'restart':
      return judgeStart(evidence);
  }
}

function judgeStop(evidence: JobEvidence): string {
  const { before, after } = evidence;
  // started again by a socket or a timer: it was stopped all the same
  if (!after || !isRunning(after) || after.invocation !== before.invocation) return 'done';
  return wordOr(evidence, 'failed');
}

function judgeStart(evidence: JobEvidence): string {
  const { verb, before, after, result } = evidence;
  if (!after) return wordOr(evidence, 'failed');
  const fresh = after.invocation !== before.invocation;
  if (after.activeState === 'failed') return result === 'timeout' ? 'timeout' : wordOr(evidence, 'failed');
  if (UP.has(after.activeState)) {
    return verb === 'start' || fresh || !isRunning(before) ? 'done' : wordOr(evidence, 'failed');
  }
  if (after.assertFailedAt > before.assertFailedAt) return 'assert';
  if (after.conditionFailedAt > before.conditionFailedAt) return 'skipped';
  // a service that ran to its end
  if (after.activeState === 'inactive' && fresh && result === 'success') return 'done';
  return wordOr(evidence, 'failed');
}

function wordOr({ word }: JobEvidence, otherwise: string): string {
  return word !== undefined && FAILURES.has(word) ? word : otherwise;
}

/** advice on the next step; empty if none is needed */
export function adviceFor(outcome: JobOutcome, name: string): string {
  const look = `unit_status of ${name} with lines shows its last messages`;
  switch (outcome.result) {
    case 'done':
      return outcome.after?.activeState === 'failed' ? `it ended in failure (${outcome.reason}): ${look}` : '';
    case 'dependency':
      return `a unit that it requires could not be started: ${look}`;
    case 'timeout':
      return `it took longer than its own time limit: ${look}`;
    case 'skipped':
      return 'a condition in its unit file is not met on this machine: nothing was started';
    case 'assert':
      return 'an assertion in its unit file is not met on this machine: nothing was started';
    case 'canceled':
      return 'another job took its place: look at unit_status and ask again';
    case 'running':
      return `systemd is still at it: look at unit_status of ${name} again later`;
    default:
      return `it failed (${outcome.reason || 'no reason given'}): ${look}`;
  }
}
