import { codeOf } from '../errno.js';
import { readFrame, writeFrame } from '../frames.js';
import { apply, recover } from './apply.js';
import { asCaller } from './delegate.js';
import type { ApplyReply, RehearsalFailure, Request } from './protocol.js';
import { collect, rehearse } from './rehearse.js';

// one question, one answer. started by systemd as root in a transient unit, with one socket as standard input and output;
// or by that, as the caller, with pipes
const delegated = process.argv[2] === 'delegated';
writeFrame(delegated ? 1 : 0, attempt());

function attempt(): unknown {
  try {
    const request: unknown = readFrame(0);
    if (!isRequest(request)) throw new TypeError('not a request');
    return answer(request);
  } catch (error) {
    // messages of system errors hold paths; what crosses is their code
    const text = error instanceof Error && !('syscall' in error) ? error.message : '';
    return { ok: false, code: codeOf(error) || 'internal', text } satisfies RehearsalFailure;
  }
}

function answer(request: Request): object {
  if (request.op === 'rehearse') return rehearse(request);
  if (request.op === 'collect') return collect(request);
  const { actor, journal } = request;
  if (actor.as === 'caller' && !delegated) {
    return asCaller<ApplyReply>(request, request.op === 'apply' ? { source: request.store, journal } : { journal });
  }
  return request.op === 'apply' ? apply(request) : recover(request);
}

// the helper's own words: nobody else speaks to us here
function isRequest(value: unknown): value is Request {
  return (
    typeof value === 'object' &&
    value !== null &&
    'op' in value &&
    ['rehearse', 'collect', 'apply', 'recover'].includes(String(value.op))
  );
}
