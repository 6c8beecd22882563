import { randomBytes } from 'node:crypto';
import type { PrepareContext } from '../call/context.js';
import { WORKER_ARGV } from '../files/worker-session.js';
import { processesAsCaller, processesAsNobody, processesAsRoot } from '../system/sandbox/process-sandbox.js';
import { askUnit } from '../system/units/run-query.js';
import type { UnitProperty } from '../system/units/unit-starter.js';
import type { ProcessRequest } from '../worker/process-protocol.js';
import { processReply, type ProcessReply } from './replies.js';
import { OperatorError } from '../../interfaces/errors.js';

const TIMEOUT_MS = 20_000;
const MAX_BYTES = 1024 * 1024;

/** rights that the worker runs with */
export type Observer = 'viewer' | 'root';

/** one question to a worker in a unit of its own; `viewer` is the caller where the caller may be run as */
export async function askProcesses(
  context: PrepareContext,
  observer: Observer,
  request: ProcessRequest,
): Promise<ProcessReply> {
  const answer = await askUnit(context.units, {
    id: `processes-${randomBytes(8).toString('hex')}`,
    description: 'llm-os process worker',
    argv: [...WORKER_ARGV, 'processes'],
    properties: cageOf(context, observer),
    stdin: JSON.stringify(request),
    signal: context.signal,
    timeoutMs: TIMEOUT_MS,
    maxBytes: MAX_BYTES,
  });
  const parsed = processReply.safeParse(parseJson(answer.stdout));
  if (answer.exitStatus === 0 && parsed.success) return parsed.data;
  throw new OperatorError('failed', 'the process worker gave an answer that makes no sense');
}

function cageOf({ subject }: PrepareContext, observer: Observer): UnitProperty[] {
  if (observer === 'root') return processesAsRoot();
  if (!mayRunAsCaller({ subject })) return processesAsNobody();
  return processesAsCaller({ uid: subject.uid, gid: subject.gid, home: subject.home });
}

export function mayRunAsCaller({ subject }: Pick<PrepareContext, 'subject'>): boolean {
  return subject.ownTiers && subject.uid !== 0;
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
