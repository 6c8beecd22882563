import * as z from 'zod';
import { redactSecrets } from '../../interfaces/redact.js';

// the connection's own, and those that carry what belongs to a person
const OWN =
  /^(?:host|content-.*|transfer-encoding|connection|upgrade|te|trailer|expect|keep-alive|proxy-.*|cookie|forwarded|x-forwarded-.*|accept-encoding)$/i;
const SECRET =
  /(?:^|[-_])(?:authorization|auth|key|apikey|token|secret|sig|signature|password|credentials?)(?:$|[-_])/i;

export const headerName = z
  .string()
  .regex(/^[A-Za-z][A-Za-z0-9-]{0,63}$/, 'a name of a header is letters, digits and dashes')
  .refine(name => !OWN.test(name), 'this header is set by llmsh itself');

export const headerValue = z.string().regex(/^[\x21-\x7e](?:[\x20-\x7e]{0,998}[\x21-\x7e])?$/, 'one line of ascii');

export const queryName = z.string().regex(/^[A-Za-z][A-Za-z0-9._-]{0,63}$/, 'letters, digits, dots and dashes');

/** a name under which one would look for a key */
export function isSecretName(name: string): boolean {
  return SECRET.test(name);
}

export function mayBeSecret(value: string): boolean {
  return redactSecrets(value) !== value;
}
