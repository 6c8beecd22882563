import { EndpointError } from './error.js';

const RESET_TRIES = 2;

export function cutOff(name: string, begun = true): EndpointError {
  const when = begun ? 'in the middle of its answer' : 'before it answered';
  // a connection that was kept open may be closed by the other side at any moment
  const remedy = begun ? {} : { tries: RESET_TRIES };
  return new EndpointError('cut_off', `${name} hung up ${when}; nothing was done: try again`, remedy);
}

export function garbled(name: string): EndpointError {
  return new EndpointError('garbled', `${name} sent a broken answer, which is not used: try again`);
}
