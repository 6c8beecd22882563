import { cutOff, garbled } from './broken.js';
import { causes, isBusy, isGarbled } from './causes.js';
import { cleanText } from './clean-text.js';
import type { Endpoint } from './endpoint.js';
import { EndpointError } from './error.js';
import { BUSY_TRIES } from './explain-status.js';

/** an error that arrived as an event of a stream, or as the whole answer; `first` where no text came before it */
export function explainEvent(
  error: unknown,
  { name }: Endpoint,
  secrets: readonly string[],
  first = true,
): EndpointError {
  if (causes(error).some(isGarbled)) return garbled(name);
  const field = (key: string): string => {
    const value: unknown = Object(error)[key];
    return typeof value === 'string' || typeof value === 'number' ? String(value) : '';
  };
  const message = typeof error === 'string' ? error : field('message');
  const said = cleanText(message === '' ? 'no reason given' : message, secrets);
  if (/without a finish reason/.test(said)) return cutOff(name);
  if (first && isBusy(`${field('type')} ${field('code')} ${said}`)) {
    return new EndpointError('busy', `${name} is busy (${said}); try again in a minute`, { tries: BUSY_TRIES });
  }
  return new EndpointError(
    'failed',
    `${name} gave up in the middle of its answer (${said}); nothing was done: try again`,
  );
}
