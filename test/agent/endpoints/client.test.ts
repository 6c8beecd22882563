import { afterEach, describe, expect, it } from 'vitest';
import { connectEndpoint } from '../../../agent/endpoints/client.js';
import type { Endpoint } from '../../../agent/endpoints/endpoint.js';
import { EndpointError } from '../../../agent/endpoints/error.js';
import type { Completion } from '../../../agent/plan/model-client.js';
import { planJsonSchema } from '../../../agent/plan/schema.js';
import { testCatalog } from '../shell/test-catalog.js';
import {
  begins,
  errorEvent,
  fails,
  piece,
  says,
  sends,
  startWireServer,
  type WireReply,
  type WireServer,
} from './wire-server.js';

const KEY = 'k-0123456789-never-seen';
const servers: WireServer[] = [];
afterEach(() => servers.splice(0).forEach(server => server.stop()));

type Kind = 'openai' | 'anthropic';

async function serve(...replies: WireReply[]): Promise<WireServer> {
  const server = await startWireServer(...replies);
  servers.push(server);
  return server;
}

function endpoint(url: string, kind: Kind, more: Partial<Endpoint> = {}): Endpoint {
  const shared = { name: 'big', url, model: 'claude-sonnet-4-5', context: 32_768, schema: true, reasoning: false };
  return { ...shared, kind, timeout_s: 1, allow_http: false, key_env: 'BIG_KEY', ...more } as Endpoint;
}

const heard: string[] = [];
const wait = () => Promise.resolve();

function request(more: Partial<Completion> = {}): Completion {
  return {
    messages: [
      { role: 'system', content: 'plan' },
      { role: 'user', content: 'say hello, db_password=hunter2' },
    ],
    schema: planJsonSchema(testCatalog),
    maxTokens: 100,
    cacheKey: 'x',
    signal: new AbortController().signal,
    onText: () => {},
    onProgress: text => void heard.push(text),
    ...more,
  };
}

async function ask(server: WireServer, kind: Kind, more: Partial<Endpoint> = {}, asked: Partial<Completion> = {}) {
  const client = connectEndpoint(endpoint(server.url, kind, more), KEY, { wait });
  try {
    return await client.complete(request(asked));
  } finally {
    await client.close();
  }
}

async function failure(reply: WireReply, kind: Kind, asked: Partial<Completion> = {}): Promise<EndpointError> {
  const error: unknown = await ask(await serve(reply), kind, {}, asked).catch((reason: unknown) => reason);
  if (!(error instanceof EndpointError)) throw new Error(`not an EndpointError: ${String(error)}`);
  expect(error.message).not.toContain(KEY);
  return error;
}

const whole = '{"steps":[],"say":"hello"}';

describe.each(['openai', 'anthropic'] as const)('an endpoint that speaks %s', kind => {
  it('answers in pieces, and is sent the key in its own header, the schema and no secret', async () => {
    const server = await serve(says(whole));
    const grown: string[] = [];
    expect(await ask(server, kind, {}, { onText: text => void grown.push(text) })).toBe(whole);
    expect(grown.length).toBeGreaterThan(2);
    const [{ path, headers, body } = { path: '', headers: {}, body: {} }] = server.asked;
    expect(path).toBe(kind === 'openai' ? '/v1/chat/completions' : '/v1/messages');
    expect(headers[kind === 'openai' ? 'authorization' : 'x-api-key']).toContain(KEY);
    expect(body).toMatchObject({ model: 'claude-sonnet-4-5', max_tokens: 100, stream: true, temperature: 0 });
    const sent = JSON.stringify(body);
    expect(sent).toContain('"anyOf"');
    expect(sent).not.toContain('"oneOf"');
    expect(sent).not.toContain(KEY);
    expect(sent).not.toContain('hunter2');
  });

  it('is asked for no schema where it knows none', async () => {
    const server = await serve(says(whole));
    await ask(server, kind, { schema: false });
    expect(JSON.stringify(server.asked[0]?.body)).not.toContain('anyOf');
  });

  it.each([
    ['401', fails(401, `Incorrect API key provided: ${KEY}`), 'no_key', /does not accept the key from BIG_KEY/],
    ['403', fails(403, 'no'), 'no_key', /does not accept the key/],
    ['404', fails(404, 'no such model'), 'refused', /no such model.*claude-sonnet-4-5/],
    ['400 about the schema', fails(400, 'response_format is not supported'), 'refused', /schema = false/],
    ['500', fails(500, 'oops'), 'failed', /http 500: oops.*its side/],
    ['an error page', sends('text/html', '<html>'), 'garbled', /text\/html instead of a stream/],
    ['a whole json answer without an answer', sends('application/json', '{"choices":[]}'), 'garbled', /broken answer/],
    ['json that is none', sends('text/event-stream', 'data: {"choices": [\n\n'), 'garbled', /broken answer/],
    ['nothing at all', sends('text/event-stream', ''), 'cut_off', /hung up/],
    ['an answer that is cut at max_tokens', says('{"steps":[', 'length'), 'too_long', /longer than 100 tokens/],
  ] as const)('%s: a sentence, and nothing is used', async (_, reply, code, sentence) => {
    const error = await failure(reply, kind);
    expect([error.code, error.message]).toEqual([code, expect.stringMatching(sentence)]);
  });

  it('dies in the middle of its answer: cut off', async () => {
    const hangsUp = begins('{"steps":[{"action":"wri', response => response.destroy());
    expect((await failure(hangsUp, kind)).code).toBe('cut_off');
    // closed in good order, but without a last word
    const ends = begins(whole, response => response.end());
    expect((await failure(ends, kind)).code).toBe('cut_off');
  });

  it('tells of an error in the middle of its answer', async () => {
    const overloaded = begins('{"steps"', response => response.end(errorEvent(kind, `overloaded for ${KEY}`)));
    expect((await failure(overloaded, kind)).message).toMatch(/gave up in the middle.*overloaded/);
  });

  it('falls silent: given up after its time, before the first byte and after it', async () => {
    for (const silent of [() => {}, begins('{"steps"', () => {})]) {
      expect((await failure(silent, kind)).message).toMatch(/said nothing for 1 s/);
    }
  });

  it('sends ten megabytes: given up', async () => {
    const text = says('x'.repeat(10 * 1024 * 1024));
    expect((await failure(text, kind)).code).toBe('too_long');
    // one line without an end holds no text that could be counted
    const line: WireReply = async response => {
      response.writeHead(200, { 'content-type': 'text/event-stream' });
      const rest = 'y'.repeat(1024 * 1024);
      for (let sent = 0; sent < 24 && !response.destroyed; sent++)
        await new Promise(done => response.write(rest, done));
      response.end();
    };
    expect((await failure(line, kind)).code).toBe('too_long');
    const huge = fails(500, 'z'.repeat(10 * 1024 * 1024));
    expect((await failure(huge, kind)).message.length).toBeLessThan(1000);
  });

  it('redirects: not followed, and the key goes nowhere', async () => {
    const elsewhere = await serve(says(whole));
    for (const status of [301, 302, 307, 308]) {
      const error = await failure(fails(status, 'moved', { location: `${elsewhere.url}/chat/completions` }), kind);
      expect(error.message).toMatch(/redirects to http.*not followed/);
    }
    expect(elsewhere.asked).toEqual([]);
  });

  it('asks to wait: a short pause is kept once, a long one is said', async () => {
    const server = await serve(fails(429, 'slow down', { 'retry-after': '1' }), says(whole));
    expect(await ask(server, kind)).toBe(whole);
    expect(heard.at(-1)).toBe('big asks to wait 1 s …');
    expect((await failure(fails(429, 'no', { 'retry-after': '3600' }), kind)).message).toMatch(/try again in 3600 s/);
  });

  it('is left at once on ctrl-c', async () => {
    const stop = new AbortController();
    const reply = begins('{"steps"', () => setTimeout(() => stop.abort(), 20));
    expect((await failure(reply, kind, { signal: stop.signal })).code).toBe('interrupted');
  });

  it('is not asked what does not fit, and not asked to read ahead', async () => {
    const server = await serve(says(whole));
    expect(await ask(server, kind, {}, { maxTokens: 0 })).toBe('');
    const long = [{ role: 'user' as const, content: 'x'.repeat(200_000) }];
    await expect(ask(server, kind, {}, { messages: long })).rejects.toThrow(/do not fit into the 32768 of big/);
    expect(server.asked).toEqual([]);
  });
});

it('a model that thinks takes no temperature, and its thoughts count', async () => {
  const server = await serve(says(whole));
  await ask(server, 'openai', { reasoning: true });
  expect(server.asked[0]?.body).toMatchObject({ max_completion_tokens: 8292 });
  expect(Object.keys(server.asked[0]?.body ?? {})).not.toContain('temperature');
});

it('an address where nobody listens is said with its host', async () => {
  const server = await serve(says(whole));
  server.stop();
  await expect(ask(server, 'openai')).rejects.toThrow(
    /big cannot be reached at 127\.0\.0\.1:\d+ .*check url and network/,
  );
});

it('thoughts are no answer', async () => {
  const thought = begins('', response => {
    response.write(piece('openai', '').replace('"content":""', '"reasoning_content":"hmm"'));
    response.end(piece('openai', whole).replace('"delta"', '"finish_reason":"stop","delta"'));
  });
  expect(await ask(await serve(thought), 'openai')).toBe(whole);
});
