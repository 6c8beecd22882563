import { APICallError } from '@ai-sdk/provider';
import { redactSecrets } from '../../interfaces/redact.js';
import type { Endpoint } from './endpoint.js';
import { causes, certificateError, isProxy, isIdleTimeout, isTotalTimeout } from './causes.js';
import { ANSWER_TIMES } from './dispatcher.js';
import { EndpointError, type EndpointErrorCode } from './error.js';

const LONGEST = 300;

/** turns an error of the client library into a sentence that says what to do; drops the key, which some servers echo */
export function explainEndpointFailure(
  error: unknown,
  endpoint: Endpoint,
  key: string | undefined,
  signal: AbortSignal,
): EndpointError {
  const cause = causes(error).find(inner => inner instanceof EndpointError);
  if (cause instanceof EndpointError) return cause;
  if (signal.aborted) return new EndpointError('interrupted', 'interrupted');
  const said = causes(error).map(inner => (inner instanceof Error ? inner.message : String(inner)));
  const reason = clean(said.at(-1) ?? '', key);
  const { name, url, timeout_s: seconds } = endpoint;
  if (causes(error).some(isGarbled)) return garbled(name);
  const status = APICallError.isInstance(error) ? (error.statusCode ?? 0) : 0;
  if (APICallError.isInstance(error) && status >= 400) return explainStatus(error, status, endpoint, key);
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
    return cutOff(name);
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

export function cutOff(name: string): EndpointError {
  return new EndpointError('cut_off', `${name} hung up in the middle of its answer; nothing was done: try again`);
}

function garbled(name: string): EndpointError {
  return new EndpointError('garbled', `${name} sent a broken answer, which is not used: try again`);
}

/** an error that arrived in the middle of a stream */
export function explainEvent(error: unknown, { name }: Endpoint, key: string | undefined): EndpointError {
  if (causes(error).some(isGarbled)) return garbled(name);
  const message: unknown = Object(error)['message'];
  const said = clean(typeof message === 'string' ? message : 'no reason given', key);
  if (/without a finish reason/.test(said)) return cutOff(name);
  return new EndpointError(
    'failed',
    `${name} gave up in the middle of its answer (${said}); nothing was done: try again`,
  );
}

function explainStatus(
  error: APICallError,
  status: number,
  endpoint: Endpoint,
  key: string | undefined,
): EndpointError {
  const { name, model, url, key_env: variable, key_file: file } = endpoint;
  const said = clean(error.message, key);
  const quoted = said === '' ? `http ${status}` : `http ${status}: ${said}`;
  const make = (code: EndpointErrorCode, cure: string, retry?: number) =>
    new EndpointError(code, `${name} answered ${quoted}; ${cure}`, retry);
  const where = variable ?? file;
  if (status === 401 || status === 403) {
    return make(
      'no_key',
      where === undefined ? 'it wants a key: set key_env or key_file' : `it does not accept the key from ${where}`,
    );
  }
  if (status === 404) return make('refused', `is there a model ${model} at ${url}?`);
  if (status === 429) {
    const seconds = retryAfter(error.responseHeaders);
    return make('busy', seconds === undefined ? 'try again in a minute' : `try again in ${seconds} s`, seconds);
  }
  if (status >= 500) return make('failed', 'the fault is on its side: try again later');
  if (/response_format|json_schema|schema|output_config/i.test(said)) {
    return make('refused', 'where it knows no schemas, say schema = false for it in llmsh.toml');
  }
  if (/max_completion_tokens|temperature/i.test(said)) {
    return make('refused', 'where the model thinks before it answers, say reasoning = true for it in llmsh.toml');
  }
  return make('refused', 'it cannot use what it was sent');
}

function retryAfter(headers: Record<string, string> | undefined): number | undefined {
  const text = headers?.['retry-after'] ?? '';
  if (/^\d{1,6}$/.test(text)) return Number(text);
  const at = Date.parse(text);
  return Number.isNaN(at) ? undefined : Math.max(1, Math.ceil((at - Date.now()) / 1000));
}

function isGarbled(error: unknown): boolean {
  if (!(error instanceof Error)) return false;
  const named = /JSONParseError|TypeValidationError|EmptyResponseBody/.test(error.name);
  return named || /^(?:JSON parsing|Type validation) failed/.test(error.message);
}

function clean(text: string, key: string | undefined): string {
  const keyless = key === undefined ? text : text.replaceAll(key, '[hidden]');
  const safe = redactSecrets(keyless).replace(/\s+/g, ' ').trim();
  return safe.length > LONGEST ? `${safe.slice(0, LONGEST)}…` : safe;
}
