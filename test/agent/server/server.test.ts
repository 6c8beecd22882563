import { mkdtempSync, rmSync } from 'node:fs';
import { request, type Server } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import type { EngineCompletion } from '../../../agent/server/engine.js';
import { RequestError } from '../../../agent/server/request-error.js';
import { createAgentServer, type Completer, type ServerOptions } from '../../../agent/server/server.js';

const ANSWER: EngineCompletion = {
  text: '{"steps":[],"say":"hi"}',
  finish: 'stop',
  promptTokens: 10,
  cachedTokens: 8,
  completionTokens: 5,
  promptMs: 1,
  generateMs: 1,
};
const echoing: Completer = {
  count: async ({ messages }) => ({ tokens: messages.length, context: 100 }),
  complete: async (_, { onNote, onText }) => {
    onNote('loading a model');
    onText('{"steps":[]');
    onText(',"say":"hi"}');
    return ANSWER;
  },
};
const hello = { messages: [{ role: 'user', content: 'hi' }] };
const cleanups: (() => void)[] = [];

afterEach(() => cleanups.splice(0).forEach(cleanup => cleanup()));

async function serve(options: Partial<ServerOptions> = {}): Promise<string> {
  const folder = mkdtempSync(join(tmpdir(), 'llmos-server-'));
  const socket = join(folder, 'agent.sock');
  const server: Server = createAgentServer({
    completer: echoing,
    missing: [],
    uncaged: false,
    onIdle: () => undefined,
    ...options,
  });
  await new Promise<void>(resolve => server.listen({ path: socket }, resolve));
  cleanups.push(() => {
    server.close();
    server.closeAllConnections();
    rmSync(folder, { recursive: true });
  });
  return socket;
}

interface Reply {
  readonly status: number;
  readonly headers: Record<string, unknown>;
  readonly body: string;
}

function send(socketPath: string, body: unknown, path = '/v1/chat/completions', method = 'POST'): Promise<Reply> {
  return new Promise((resolve, reject) => {
    const outgoing = request({ socketPath, path, method }, response => {
      let text = '';
      response.on('data', chunk => (text += String(chunk)));
      response.on('end', () => resolve({ status: response.statusCode ?? 0, headers: response.headers, body: text }));
    });
    outgoing.on('error', reject);
    outgoing.end(typeof body === 'string' ? body : JSON.stringify(body));
  });
}
const codeOf = ({ body }: Reply): string => (JSON.parse(body) as { error: { code: string } }).error.code;

describe('the agent as a server', () => {
  it('answers whole', async () => {
    const { status, body, headers } = await send(await serve(), hello);
    expect(status).toBe(200);
    expect(JSON.parse(body)).toMatchObject({
      object: 'chat.completion',
      choices: [{ message: { role: 'assistant', content: ANSWER.text }, finish_reason: 'stop' }],
      usage: { prompt_tokens: 10, completion_tokens: 5, total_tokens: 15 },
    });
    expect(body).not.toContain('uncaged');
    expect(headers['llmos-uncaged']).toBeUndefined();
  });

  it('streams, with progress as comments', async () => {
    const { body } = await send(await serve(), { ...hello, stream: true });
    expect(body.startsWith(': loading a model\n\ndata: {')).toBe(true);
    expect(body.endsWith('data: [DONE]\n\n')).toBe(true);
    expect(body.match(/"finish_reason":"stop"/g)).toHaveLength(1);
  });

  it('marks every answer that was made without a cage', async () => {
    const socket = await serve({ uncaged: true, missing: ['a system call filter'] });
    const whole = await send(socket, hello);
    expect(whole.headers['llmos-uncaged']).toBe('true');
    expect(whole.body).toContain('"uncaged":true');
    const { body } = await send(socket, { ...hello, stream: true });
    const chunks = body.split('\n').filter(line => line.startsWith('data: {'));
    expect(chunks.length).toBeGreaterThan(2);
    expect(chunks.every(chunk => chunk.includes('"uncaged":true'))).toBe(true);
  });

  it('asks no model where the cage is missing, and names what is', async () => {
    let asked = false;
    const completer = { ...echoing, complete: async () => ((asked = true), ANSWER) };
    const reply = await send(await serve({ completer, missing: ['no unix sockets'] }), hello);
    expect(reply.status).toBe(503);
    expect(codeOf(reply)).toBe('cage_missing');
    expect(reply.body).toContain('no unix sockets');
    expect(asked).toBe(false);
  });

  it.each([
    ['no json', '{', 'invalid_request'],
    ['no messages', { messages: [] }, 'invalid_request'],
    ['a role of its own', { messages: [{ role: 'tool', content: 'x' }] }, 'invalid_request'],
    [
      'a schema that nobody would enforce',
      { ...hello, response_format: { type: 'json_schema', json_schema: { name: 'x' } } },
      'unsupported_schema',
    ],
    ['a negative length', { ...hello, max_tokens: -1 }, 'invalid_request'],
  ])('refuses %s', async (_, body, code) => {
    const reply = await send(await serve(), body);
    expect(reply.status).toBe(400);
    expect(codeOf(reply)).toBe(code);
  });

  it('refuses a body of more than a megabyte', async () => {
    const body = JSON.stringify({ messages: [{ role: 'user', content: 'x'.repeat(1 << 20) }] });
    const reply = await send(await serve(), body).catch((error: NodeJS.ErrnoException) => error.code);
    // the rest of the body is not read: the answer or the closed door comes first
    if (typeof reply === 'object') expect([reply.status, codeOf(reply)]).toEqual([413, 'too_large']);
    else expect(['EPIPE', 'ECONNRESET']).toContain(reply);
  });

  it('never ends a failed stream with a finish reason', async () => {
    const complete: Completer['complete'] = async (_, { onText }) => {
      onText('{"steps":[{"action"');
      throw new RequestError(500, 'failed', 'broke');
    };
    const { body } = await send(await serve({ completer: { ...echoing, complete } }), { ...hello, stream: true });
    expect(body).not.toMatch(/"finish_reason":"|\[DONE\]/);
    expect(body).toContain('"code":"failed"');
  });

  it('tells nothing of an unknown error but where to look', async () => {
    const completer = { ...echoing, complete: () => Promise.reject(new Error('secret in here')) };
    const reply = await send(await serve({ completer }), hello);
    expect(reply.status).toBe(500);
    expect(reply.body).not.toContain('secret');
  });

  it('ends the work of a client that hangs up', async () => {
    let ended: (reason: unknown) => void = () => undefined;
    const reason = new Promise(resolve => (ended = resolve));
    const completer: Completer = {
      ...echoing,
      complete: (_, { signal }) =>
        new Promise((__, reject) => {
          signal.addEventListener('abort', () => {
            ended(signal.reason);
            reject(new Error('aborted'));
          });
        }),
    };
    const socketPath = await serve({ completer });
    const outgoing = request({ socketPath, path: '/v1/chat/completions', method: 'POST' });
    outgoing.on('error', () => undefined);
    outgoing.end(JSON.stringify(hello));
    setTimeout(() => outgoing.destroy(), 100);
    expect(await reason).toMatchObject({ message: 'the client hung up' });
  });

  it('is idle only when nobody is being served, a held prompt included', async () => {
    const states: boolean[] = [];
    const socketPath = await serve({ onIdle: idle => states.push(idle) });
    const held = request({ socketPath, path: '/v1/hold' });
    held.on('error', () => undefined);
    await new Promise<void>(resolve => {
      held.on('response', response => response.once('data', () => resolve()));
      held.end();
    });
    await send(socketPath, hello);
    expect(states).not.toContain(true);
    held.destroy();
    await expect.poll(() => states.at(-1)).toBe(true);
  });

  it('lists the models, and says how it is', async () => {
    const socket = await serve({ missing: ['a user namespace'] });
    expect(JSON.parse((await send(socket, '', '/v1/models', 'GET')).body)).toMatchObject({
      data: ['default', 'small', 'tiny', 'qwen3-4b', 'qwen2.5-coder-7b', 'qwen3-8b'].map(id => ({ id })),
    });
    expect(JSON.parse((await send(socket, '', '/healthz', 'GET')).body)).toEqual({
      status: 'uncaged',
      missing: ['a user namespace'],
    });
    expect((await send(socket, '', '/v1/secrets', 'GET')).status).toBe(404);
  });
});
