import type { Unknown } from './error.js';

const DOUBTS: Readonly<Record<string, string>> = {
  DEPTH_ZERO_SELF_SIGNED_CERT: 'it vouches for itself',
  SELF_SIGNED_CERT_IN_CHAIN: 'an authority that is not known here',
  UNABLE_TO_VERIFY_LEAF_SIGNATURE: 'an authority that is not known here',
  UNABLE_TO_GET_ISSUER_CERT: 'an authority that is not known here',
  UNABLE_TO_GET_ISSUER_CERT_LOCALLY: 'an authority that is not known here',
  ERR_TLS_CERT_ALTNAME_INVALID: 'made out to another name',
  CERT_HAS_EXPIRED: 'expired',
  CERT_NOT_YET_VALID: 'not valid yet',
  CERT_SIGNATURE_FAILURE: 'its signature is wrong',
};

/** an error, what caused it, what caused that */
export function causes(error: unknown): unknown[] {
  const found: unknown[] = [];
  for (let at = error; at !== undefined && at !== null && found.length < 5; at = Object(at)['cause']) found.push(at);
  return found;
}

export function isIdleTimeout(error: unknown): boolean {
  const code = codeOf(error);
  return code === 'UND_ERR_HEADERS_TIMEOUT' || code === 'UND_ERR_BODY_TIMEOUT';
}

/** the answer as a whole took too long */
export function isTotalTimeout(error: unknown): boolean {
  return error instanceof Error && error.name === 'TimeoutError';
}

/** why a certificate is not believed */
export function certificateError(error: unknown): string | undefined {
  return DOUBTS[codeOf(error)];
}

/** a proxy that does not let through */
export function isProxy(error: unknown): boolean {
  return error instanceof Error && /^Proxy (?:response|Authentication)/i.test(error.message);
}

function codeOf(error: unknown): string {
  return String(Object(error)['code']);
}

/** an answer that the client library could not read */
export function isGarbled(error: unknown): boolean {
  if (!(error instanceof Error)) return false;
  const named = /JSONParseError|TypeValidationError|EmptyResponseBody/.test(error.name);
  return named || /^(?:JSON parsing|Type validation) failed/.test(error.message);
}

/** the part of a request that an endpoint says it does not know, which no protocol has a code for */
export function unknownPart(said: string): Unknown | undefined {
  if (/stream_options|include_usage/i.test(said)) return 'usage';
  if (/max_completion_tokens|temperature/i.test(said)) return 'temperature';
  return /response_format|json_schema|json_object|schema|output_config|structured.?output|grammar|requested parameters/i.test(
    said,
  )
    ? 'format'
    : undefined;
}

const BUSY = /overloaded|rate.?limit|too many requests|loading model|\b(?:429|503|529)\b/i;

/** an event of a stream that says to come back later */
export function isBusy(said: string): boolean {
  return BUSY.test(said);
}
