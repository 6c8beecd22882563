import { fetch as undiciFetch, type Response as Answer } from 'undici';
import { ANSWER_TIMES, makeDispatcher } from './dispatcher.js';
import type { Endpoint } from './endpoint.js';
import { EndpointError } from './error.js';
import { WholeReply } from './whole-reply.js';
import { startDeadline } from '../../interfaces/deadline.js';

// an answer of 16,000 tokens in events of 300 bytes has a third of this
const MOST_BYTES = 16 * 1024 * 1024;
const MOST_ERROR_BYTES = 64 * 1024;

export interface GuardedFetch {
  readonly fetch: typeof globalThis.fetch;
  close(): Promise<void>;
}

/** a fetch for one endpoint only: its own origin, no redirect, an end to everything, and answers that are streams of events, or one json object */
export function guardFetch(endpoint: Endpoint, authority?: string): GuardedFetch {
  const dispatcher = makeDispatcher(endpoint, authority);
  return {
    fetch: async (input, init) => {
      const url = new URL(input instanceof Request ? input.url : input);
      if (url.origin !== new URL(endpoint.url).origin)
        throw new EndpointError('forbidden', `${url.origin} is not ${endpoint.name}`);
      for (const [name, value] of Object.entries(endpoint.query ?? {})) url.searchParams.set(name, value);
      const end = startDeadline(init?.signal, endpoint.timeout_s * ANSWER_TIMES * 1000).signal;
      const answer = await undiciFetch(url, {
        dispatcher,
        method: init?.method ?? 'GET',
        headers: Object.fromEntries(new Headers(init?.headers)),
        body: typeof init?.body === 'string' ? init.body : null,
        signal: end,
        redirect: 'manual',
      });
      const whole = checkAnswer(answer, endpoint);
      const { status, statusText } = answer;
      const response = new Response(bounded(answer, endpoint), {
        status,
        statusText,
        headers: Object.fromEntries(answer.headers),
      });
      if (whole) throw new WholeReply(response);
      return response;
    },
    close: () => dispatcher.destroy(),
  };
}

/** refuses what cannot be read; true where it is one json object instead of a stream, as from servers that know no streams */
function checkAnswer(answer: Answer, { name }: Endpoint): boolean {
  const { status, headers } = answer;
  if (status >= 300 && status < 400) {
    const to = headers.get('location') ?? 'somewhere else';
    void answer.body?.cancel().catch(() => {});
    throw new EndpointError(
      'refused',
      `${name} redirects to ${to}, which is not followed, since the key would go along: if that is right, set url`,
    );
  }
  const type = headers.get('content-type') ?? 'no content type';
  if (!answer.ok || /^text\/event-stream\b/i.test(type)) return false;
  if (/^application\/json\b/i.test(type)) return true;
  void answer.body?.cancel().catch(() => {});
  throw new EndpointError(
    'garbled',
    `${name} answered with ${type} instead of a stream of events: does url end where its api begins (often /v1)?`,
  );
}

function bounded({ body, ok }: Answer, { name }: Endpoint): ReadableStream<Uint8Array> {
  const reader = body?.getReader();
  let bytes = 0;
  return new ReadableStream({
    pull: async controller => {
      const next = await reader?.read();
      const chunk: unknown = next?.value;
      if (!(chunk instanceof Uint8Array)) return controller.close();
      bytes += chunk.length;
      if (bytes <= (ok ? MOST_BYTES : MOST_ERROR_BYTES)) return controller.enqueue(chunk);
      void reader?.cancel().catch(() => {});
      // a long error body is cut: its beginning is enough
      if (!ok) return controller.close();
      throw new EndpointError('too_long', `${name} does not stop talking: its answer was given up`);
    },
    cancel: async reason => await reader?.cancel(reason),
  });
}
