import { codeOf } from '../errno.js';
import { readFrame, writeFrame } from '../frames.js';
import { plan } from '../plan/plan.js';
import { apply, recover } from '../rehearsal/apply.js';
import { HandingKeeper, sendReply } from '../rehearsal/handover.js';
import { doPart } from '../rehearsal/parts.js';
import type { PartRequest, RehearsalFailure, RehearsalRequest } from '../rehearsal/protocol.js';
import { rehearse } from '../rehearsal/rehearse.js';

// one question, one answer. started by systemd as root in a transient unit, with one socket as standard input and output;
// or by that, as the caller, with pipes
if (process.argv[2] === 'delegated') sendReply(await attempt(answerPart));
else {
  const reply = await attempt(answer);
  // the status is all that an operator learns that adopts the unit
  if (!('ok' in reply && reply.ok === true)) process.exitCode = 1;
  writeFrame(0, reply);
}

async function attempt(answering: (request: unknown) => Promise<object>): Promise<object> {
  try {
    return await answering(readFrame(0));
  } catch (error) {
    // messages of system errors hold paths; what crosses is their code
    const text = error instanceof Error && !('syscall' in error) ? error.message : '';
    return { ok: false, code: codeOf(error) || 'internal', text } satisfies RehearsalFailure;
  }
}

async function answer(request: unknown): Promise<object> {
  if (!isRequest(request)) throw new TypeError('not a request');
  if (request.op === 'rehearse') return await rehearse(request);
  if (request.op === 'plan') return plan(request);
  return request.op === 'apply' ? await apply(request) : await recover(request);
}

async function answerPart(request: unknown): Promise<object> {
  if (!isPart(request)) throw new TypeError('not a request');
  doPart(request, new HandingKeeper());
  return { ok: true };
}

// the helper's own words: nobody else speaks to us here
function isRequest(value: unknown): value is RehearsalRequest {
  return ['rehearse', 'plan', 'apply', 'recover'].includes(opOf(value));
}

function isPart(value: unknown): value is PartRequest {
  return ['collect', 'gather', 'carry-out', 'put-back'].includes(opOf(value));
}

function opOf(value: unknown): string {
  return typeof value === 'object' && value !== null && 'op' in value ? String(value.op) : '';
}
