import { afterEach, describe, expect, it } from 'vitest';
import { connectEndpoint } from '../../../agent/endpoints/client.js';
import type { Endpoint } from '../../../agent/endpoints/endpoint.js';
import { waitFor, type Wait } from '../../../agent/endpoints/retry.js';
import type { Completion } from '../../../agent/plan/model-client.js';
import {
  begins,
  errorEvent,
  fails,
  resets,
  says,
  saysAtOnce,
  sends,
  startWireServer,
  type Wire,
  type WireReply,
  type WireServer,
} from './wire-server.js';

const servers: WireServer[] = [];
afterEach(() => servers.splice(0).forEach(server => server.stop()));

const whole = '{"steps":[{"action":"list_files","path":"/tmp"}],"say":null}';

interface Heard {
  readonly text: string;
  readonly shown: readonly string[];
  readonly progress: readonly string[];
  readonly pauses: readonly number[];
  readonly bodies: readonly Record<string, unknown>[];
}

async function ask(
  kind: Wire,
  replies: readonly WireReply[],
  more: Partial<Completion & Endpoint> = {},
): Promise<Heard> {
  const server = await startWireServer(...replies);
  servers.push(server);
  const table = {
    model: 'claude-sonnet-4-5',
    context: 32_768,
    schema: true,
    reasoning: false,
    timeout_s: 2,
    allow_http: false,
  };
  const endpoint: Endpoint = { name: 'big', kind, url: server.url, ...table };
  const [shown, progress, pauses]: [string[], string[], number[]] = [[], [], []];
  const wait: Wait = ms => Promise.resolve(pauses.push(ms));
  const client = connectEndpoint(endpoint, undefined, { wait });
  const hooks = { onText: (text: string) => shown.push(text), onProgress: (text: string) => progress.push(text) };
  try {
    const text = await client.complete({
      messages: [{ role: 'user', content: 'list /tmp' }],
      schema: { type: 'object', properties: {}, required: [], additionalProperties: false },
      maxTokens: 100,
      cacheKey: 'x',
      signal: new AbortController().signal,
      ...hooks,
      ...more,
    });
    return { text, shown, progress, pauses, bodies: server.asked.map(({ body }) => body) };
  } catch (error) {
    const text = error instanceof Error ? error.message : 'failed';
    return { text, shown, progress, pauses, bodies: server.asked.map(({ body }) => body) };
  } finally {
    await client.close();
  }
}

describe.each(['openai', 'anthropic'] as const)('an endpoint that speaks %s', kind => {
  it('thinks aloud: the thoughts are neither shown nor used', async () => {
    const heard = await ask(kind, [says(`<think>${whole}</think>\nHere: ${whole}`)]);
    expect(heard.text).toBe(whole);
    expect(heard.shown.every(text => text === '' || whole.startsWith(text) || text.startsWith('{'))).toBe(true);
    expect(heard.shown.filter(text => text.includes('think'))).toEqual([]);
  });

  it('does not stream: its one object is read, and asked for once', async () => {
    const heard = await ask(kind, [saysAtOnce(whole)]);
    expect([heard.text, heard.bodies.length]).toEqual([whole, 1]);
    const broken = await ask(kind, [sends('application/json', '{"id":')]);
    expect(broken.text).toMatch(/broken answer/);
    const refused = await ask(kind, [sends('application/json', '{"error":{"message":"no credit left"}}')]);
    expect(refused.text).toMatch(/no credit left/);
  });
});

describe.each(['openai', 'anthropic'] as const)('a busy endpoint that speaks %s', kind => {
  it.each([429, 503, 529])('is busy (%d): asked again after growing pauses, which are told', async status => {
    const heard = await ask(kind, [
      fails(status, 'Loading model'),
      fails(status, 'x'),
      fails(status, 'x'),
      says(whole),
    ]);
    expect(heard.text).toBe(whole);
    expect(heard.pauses).toHaveLength(3);
    heard.pauses.forEach((ms, index) => {
      expect(ms).toBeGreaterThanOrEqual(750 * 2 ** index - 50);
      expect(ms).toBeLessThanOrEqual(1250 * 2 ** index + 50);
    });
    expect(heard.progress).toHaveLength(3);
    expect(heard.progress[0]).toMatch(/^big is busy, asking again in [\d.]+ s …$/);
  });

  it('stays busy: given up after six times and a minute', async () => {
    const heard = await ask(kind, [fails(503, 'Loading model')]);
    expect(heard.bodies).toHaveLength(6);
    expect(heard.pauses.reduce((sum, ms) => sum + ms, 0)).toBeLessThanOrEqual(60_000);
    expect(heard.text).toMatch(/http 503: Loading model.*try again in a minute/);
    const slow = await ask(kind, [fails(429, 'x', { 'retry-after': '25' })]);
    expect(slow.pauses).toEqual([25_000, 25_000]);
  });

  it('names its pause in milliseconds', async () => {
    const heard = await ask(kind, [fails(429, 'x', { 'retry-after-ms': '1234' }), says(whole)]);
    expect([heard.text, heard.pauses]).toEqual([whole, [1300]]);
  });

  it('closed the connection before it answered: asked once more, not twice', async () => {
    expect((await ask(kind, [resets, says(whole)])).text).toBe(whole);
    const heard = await ask(kind, [resets]);
    expect([heard.text, heard.bodies.length]).toEqual([expect.stringMatching(/hung up before it answered/), 2]);
  });

  it('is overloaded once its stream began: asked again only where no word came before', async () => {
    const first = begins('', response => response.end(errorEvent(kind, 'Overloaded')));
    expect((await ask(kind, [first, says(whole)])).text).toBe(whole);
    const later = begins('{"steps"', response => response.end(errorEvent(kind, 'Overloaded')));
    expect((await ask(kind, [later, says(whole)])).bodies).toHaveLength(1);
  });

  it('is left in a pause on ctrl-c', async () => {
    const stop = new AbortController();
    setTimeout(() => stop.abort(), 100);
    const started = performance.now();
    const server = await startWireServer(fails(429, 'x', { 'retry-after': '20' }));
    servers.push(server);
    const table = {
      model: 'claude-sonnet-4-5',
      context: 32_768,
      schema: true,
      reasoning: false,
      timeout_s: 2,
      allow_http: false,
    };
    const client = connectEndpoint({ name: 'big', kind, url: server.url, ...table }, undefined, { wait: waitFor });
    const quiet = { onText: () => {}, onProgress: () => {}, cacheKey: 'x', maxTokens: 9, signal: stop.signal };
    await expect(client.complete({ messages: [{ role: 'user', content: 'x' }], ...quiet })).rejects.toThrow(
      'interrupted',
    );
    expect(performance.now() - started).toBeLessThan(5000);
    await client.close();
  });

  it('knows no schemas: asked for less each time, and that is remembered', async () => {
    const no = fails(400, "'response_format' of type 'json_schema' is not supported with this model");
    const heard = await ask(kind, kind === 'openai' ? [no, no, says(`Sure: ${whole}`)] : [no, says(whole)]);
    expect(heard.text).toBe(whole);
    const formats = heard.bodies.map(body => Object(body['response_format'])['type']);
    if (kind === 'openai') expect(formats).toEqual(['json_schema', 'json_object', undefined]);
    expect(JSON.stringify(heard.bodies.at(-1))).not.toMatch(/json_schema|output_config|tool_choice/);
    expect(heard.progress[0]).toMatch(/does not take the format/);
  });
});

it('a server that counts no tokens or takes no temperature is asked without', async () => {
  const [usage, thinks] = [fails(422, 'extra field stream_options'), fails(400, "Unsupported value: 'temperature'")];
  const heard = await ask('openai', [usage, thinks, says(whole)]);
  expect(heard.text).toBe(whole);
  expect(heard.bodies.map(body => 'stream_options' in body)).toEqual([true, false, false]);
  expect(heard.bodies.map(body => 'temperature' in body)).toEqual([true, true, false]);
  expect(heard.bodies[2]).toMatchObject({ max_completion_tokens: 8292 });
});
