import type { APICallError } from '@ai-sdk/provider';
import { unknownPart } from './causes.js';
import { cleanText } from './clean-text.js';
import type { Endpoint } from './endpoint.js';
import { EndpointError, type EndpointErrorCode } from './error.js';

/** as many as a server needs to load a large model, with the pauses between them */
export const BUSY_TRIES = 6;

/** a refusal by its status, in a sentence that says what to do */
export function explainStatus(
  error: APICallError,
  status: number,
  endpoint: Endpoint,
  secrets: readonly string[],
): EndpointError {
  const { name, model, url, key_env: variable, key_file: file } = endpoint;
  const said = cleanText(error.message, secrets);
  const quoted = said === '' ? `http ${status}` : `http ${status}: ${said}`;
  const without = status === 401 || status === 403 || status === 429 ? undefined : unknownPart(said);
  const make = (code: EndpointErrorCode, cure: string, busy: object = {}) =>
    new EndpointError(code, `${name} answered ${quoted}; ${cure}`, { without, ...busy });
  const where = variable ?? file;
  if (status === 401 || status === 403) {
    return make(
      'no_key',
      where === undefined ? 'it wants a key: set key_env or key_file' : `it does not accept the key from ${where}`,
    );
  }
  if (status === 404) return make('refused', `is there a model ${model} at ${url}?`);
  if (status === 429 || status === 503 || status === 529) {
    const seconds = retryAfter(error.responseHeaders);
    const cure = seconds === undefined ? 'try again in a minute' : `try again in ${seconds} s`;
    return make('busy', cure, { retryAfter: seconds, tries: BUSY_TRIES });
  }
  if (without === 'format')
    return make('refused', 'where it knows no schemas, say schema = false for it in llmsh.toml');
  if (status >= 500) return make('failed', 'the fault is on its side: try again later');
  if (without === 'temperature') {
    return make('refused', 'where the model thinks before it answers, say reasoning = true for it in llmsh.toml');
  }
  return make('refused', 'it cannot use what it was sent');
}

// seconds, or milliseconds where the endpoint says them
function retryAfter(headers: Record<string, string> | undefined): number | undefined {
  const exact = headers?.['retry-after-ms'] ?? '';
  if (/^\d{1,9}$/.test(exact)) return Math.ceil(Number(exact) / 100) / 10;
  const text = headers?.['retry-after'] ?? '';
  if (/^\d{1,6}$/.test(text)) return Number(text);
  const at = Date.parse(text);
  return Number.isNaN(at) ? undefined : Math.max(1, Math.ceil((at - Date.now()) / 1000));
}
