import { afterEach, describe, expect, it } from 'vitest';
import { connectEndpoint } from '../../../agent/endpoints/client.js';
import { modelTables, type Endpoint } from '../../../agent/endpoints/endpoint.js';
import { readSecrets } from '../../../agent/endpoints/key.js';
import type { Completion } from '../../../agent/plan/model-client.js';
import { attack } from '../../attack/attack.js';
import { fails, reads, says, startWireServer, type WireReply, type WireServer } from './wire-server.js';

const servers: WireServer[] = [];
afterEach(() => servers.splice(0).forEach(server => server.stop()));

async function serve(...replies: WireReply[]): Promise<WireServer> {
  const server = await startWireServer(...replies);
  servers.push(server);
  return server;
}

const ENV = { BIG_KEY: 'k-0123456789', GATEWAY: 'Bearer g-0123456789', OTHER: 'never-named' };

function table(more: object): Endpoint {
  const big = modelTables.parse({ big: { kind: 'openai', model: 'm', ...more } })['big'];
  if (big === undefined || big.kind === 'local') throw new Error('no endpoint');
  return { ...big, name: 'big' };
}

async function ask(endpoint: Endpoint, more: Partial<Completion> = {}): Promise<string> {
  const secrets = await readSecrets(endpoint, { env: ENV, home: '/nowhere', uid: 0 });
  const client = connectEndpoint(endpoint, secrets.key, { ...secrets, wait: () => Promise.resolve() });
  const quiet = { onText: () => {}, onProgress: () => {}, signal: new AbortController().signal, cacheKey: 'x' };
  const messages = [{ role: 'user' as const, content: 'hello' }];
  try {
    return await client.complete({ messages, maxTokens: 50, ...quiet, ...more });
  } catch (error) {
    return error instanceof Error ? error.message : 'failed';
  } finally {
    await client.close();
  }
}

describe('an endpoint of another shape', () => {
  it('is azure: version in the query, key in a header of its own, deployment in the path', async () => {
    const server = await serve(says('hi'));
    const url = `${server.origin}/openai/deployments/gpt`;
    const azure = { url, query: { 'api-version': '2024-10-21' }, key_env: 'BIG_KEY', key_header: 'api-key' };
    expect(await ask(table(azure))).toBe('hi');
    const [asked] = server.asked;
    expect(asked?.path).toBe('/openai/deployments/gpt/chat/completions?api-version=2024-10-21');
    expect(asked?.headers['api-key']).toBe(ENV.BIG_KEY);
    expect(asked?.headers['authorization']).toBeUndefined();
  });

  it.each(['openai', 'anthropic'] as const)('is a gateway before %s, with headers of its own', async kind => {
    const server = await serve(says('hi'), fails(401, `no ${ENV.GATEWAY}, no g-0123456789`));
    const headers = { 'x-team': 'ops', 'anthropic-beta': 'a-1' };
    const gateway = table({
      kind,
      url: server.url,
      headers,
      headers_env: { 'x-gateway': 'GATEWAY' },
      query: { r: 'eu' },
    });
    expect(await ask(gateway)).toBe('hi');
    expect(server.asked[0]?.headers).toMatchObject({ 'x-team': 'ops', 'x-gateway': ENV.GATEWAY });
    expect(server.asked[0]?.path).toMatch(/\?r=eu$/);
    expect(await ask(gateway)).not.toContain('g-0123456789');
  });

  it('whose header has no value in the environment is not asked', async () => {
    const server = await serve(says('hi'));
    const gateway = table({ url: server.url, headers_env: { 'x-gateway': 'UNSET' } });
    await expect(ask(gateway)).rejects.toThrow(/header x-gateway of big is expected in the variable UNSET/);
    expect(server.asked).toEqual([]);
  });

  it('thinks as long as it is told to, with room for its thoughts', async () => {
    const server = await serve(says('hi'));
    await ask(table({ url: server.url, reasoning: true, reasoning_effort: 'low', context: 4096 }));
    expect(server.asked[0]?.body).toMatchObject({ reasoning_effort: 'low', max_completion_tokens: 4096 - 2 });
  });

  it('is anthropic: the part that is always the same carries a mark to keep it', async () => {
    const server = await serve(says('hi'));
    const claude = table({ kind: 'anthropic', url: server.url });
    const turns = ['user', 'assistant', 'user'] as const;
    const messages = [
      { role: 'system' as const, content: 'rules' },
      ...turns.map((role, index) => ({ role, content: `t${index}` })),
    ];
    await ask(claude, { messages, prefix: 3 });
    await ask(claude, { messages });
    const marked = server.asked.map(({ body }) =>
      JSON.stringify(body).match(/"text":"\w+","cache_control":{"type":"ephemeral"}/g),
    );
    expect(marked.map(found => found?.map(text => text.slice(8, 10)))).toEqual([['t1'], ['ru']]);
  });

  it.each([
    ['a key in a header', { headers: { authorization: 'Bearer x' } }, /headers_env/],
    ['a key in another header', { headers: { 'x-api-key': 'x' } }, /headers_env/],
    ['a secret under a harmless name', { headers: { 'x-team': 'ghp_0123456789abcdefghijABCDEFGHIJ' } }, /headers_env/],
    ['a key in the address', { query: { key: 'x' } }, /addresses are logged/],
    ['a header of the connection', { headers: { Host: 'elsewhere' } }, /set by llmsh itself/],
    ['two lines in a header', { headers: { 'x-team': 'a\r\nx-evil: 1' } }, /one line/],
    ['a header for a key that is not there', { key_header: 'api-key' }, /no key to send/],
    [
      'a secret header without encryption',
      { url: 'http://h/v1', allow_http: true, headers_env: { a: 'A' } },
      /not encrypted/,
    ],
  ])('is refused with %s', (_, more, reason) => {
    expect(() => table({ url: 'https://h/v1', ...more })).toThrow(reason);
  });
});

describe('an endpoint that cuts the request without a word, as ollama does at its num_ctx', () => {
  const long = [{ role: 'user' as const, content: 'so '.repeat(6000) }];

  attack(
    'has its answer to half a request not used',
    { without: 'no checkWasRead: the answer was used', tries: 2 },
    async () => {
      for (const cap of [2048, 4096]) {
        const server = await serve(reads(cap, 'hi'));
        expect(await ask(table({ url: server.url }), { messages: long })).toMatch(
          new RegExp(`read ${cap} of at least 6000 tokens.*OLLAMA_CONTEXT_LENGTH.*context = ${cap}`),
        );
        expect(server.asked[0]?.body).toMatchObject({ stream_options: { include_usage: true } });
      }
    },
  );

  it('is believed where it read all, or says no number, or only that of what it had not kept', async () => {
    for (const count of [9000, undefined, 12]) {
      const server = await serve(reads(count, 'hi'));
      expect(await ask(table({ url: server.url }), { messages: long })).toBe('hi');
    }
  });
});
