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
