import { codeOf } from '../errno.js';
import { readFrame, writeFrame } from '../frames.js';
import { apply, recover } from './apply.js';
import type { RehearsalFailure, RehearsalRequest } from './protocol.js';
import { rehearse } from './rehearse.js';

// started by systemd in a transient unit of root's, with one socket as standard input and output: one question, one answer
writeFrame(0, attempt());

function attempt(): unknown {
  try {
    const request: unknown = readFrame(0);
    if (!isRequest(request)) throw new TypeError('not a request');
    if (request.op === 'rehearse') return rehearse(request);
    return request.op === 'apply' ? apply(request) : recover(request);
  } catch (error) {
    // messages of system errors hold paths; what crosses is their code
    const text = error instanceof Error && !('syscall' in error) ? error.message : '';
    return { ok: false, code: codeOf(error) || 'internal', text } satisfies RehearsalFailure;
  }
}

// the helper's own words: nobody else speaks to us here
function isRequest(value: unknown): value is RehearsalRequest {
  return (
    typeof value === 'object' &&
    value !== null &&
    'op' in value &&
    ['rehearse', 'apply', 'recover'].includes(String(value.op))
  );
}
