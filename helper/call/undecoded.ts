import { OperatorError } from '../../interfaces/errors.js';

/**
 * refuses a name with the replacement character: programs and readers put it in the place of bytes that are no utf-8, so
 * it would name something else than what was seen
 */
export function refuseUndecoded(parameter: string, text: string): void {
  if (!text.includes('\uFFFD')) return;
  const reason = 'holds U+FFFD, which stands for bytes that are no text, so the real name is not known here';
  throw new OperatorError('invalid-args', `${parameter}: ${reason}: use a shell, with * or ? for these bytes`);
}
