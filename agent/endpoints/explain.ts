import { APICallError } from '@ai-sdk/provider';
import { cutOff, garbled } from './broken.js';
import { causes, certificateError, isGarbled, isProxy, isIdleTimeout, isTotalTimeout } from './causes.js';
import { cleanText } from './clean-text.js';
import { ANSWER_TIMES } from './dispatcher.js';
import type { Endpoint } from './endpoint.js';
import { EndpointError } from './error.js';
import { explainStatus } from './explain-status.js';

interface Circumstances {
  /** keys, which some servers echo */
  readonly secrets: readonly string[];
  /** part of an answer had come */
  readonly begun: boolean;
  readonly signal: AbortSignal;
}

/** turns an error of the client library into a sentence that says what to do; drops secrets */
export function explainEndpointFailure(
  error: unknown,
  endpoint: Endpoint,
  { secrets, begun, signal }: Circumstances,
): EndpointError {
  const cause = causes(error).find(inner => inner instanceof EndpointError);
  if (cause instanceof EndpointError) return cause;
  if (signal.aborted) return new EndpointError('interrupted', 'interrupted');
  const said = causes(error).map(inner => (inner instanceof Error ? inner.message : String(inner)));
  const reason = cleanText(said.at(-1) ?? '', secrets);
  const { name, url, timeout_s: seconds } = endpoint;
  if (causes(error).some(isGarbled)) return garbled(name);
  const status = APICallError.isInstance(error) ? (error.statusCode ?? 0) : 0;
  if (APICallError.isInstance(error) && status >= 400) return explainStatus(error, status, endpoint, secrets);
  if (causes(error).some(isTotalTimeout)) {
    return new EndpointError(
      'cut_off',
      `${name} did not come to an end in ${ANSWER_TIMES * seconds} s; nothing was done: raise timeout_s`,
    );
  }
  const doubt = causes(error).map(certificateError).find(Boolean);
  if (doubt !== undefined) return certificateRefusal(endpoint, doubt);
  if (causes(error).some(isProxy)) {
    return new EndpointError(
      'unreachable',
      `the proxy on the way to ${name} refused (${reason}): check HTTPS_PROXY and NO_PROXY`,
    );
  }
  if (causes(error).some(isIdleTimeout)) {
    return new EndpointError('unreachable', `${name} said nothing for ${seconds} s: try again, or raise timeout_s`);
  }
  if (said.some(text => /terminated|other side closed|socket hang up|ECONNRESET/i.test(text))) {
    return cutOff(name, begun);
  }
  return new EndpointError(
    'unreachable',
    `${name} cannot be reached at ${new URL(url).host} (${reason}): check url and network`,
  );
}

function certificateRefusal({ name, url }: Endpoint, doubt: string): EndpointError {
  return new EndpointError(
    'unreachable',
    `${name} at ${new URL(url).host} shows a certificate that does not hold (${doubt}), so it got neither key nor words: ` +
      'where its authority is one of your own, name it in ca_file',
  );
}
