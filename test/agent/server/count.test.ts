import type { AddressInfo } from 'node:net';
import { afterEach, describe, expect, it } from 'vitest';
import { createAgentServer, type Completer } from '../../../agent/server/server.js';

const completer: Completer = {
  complete: () => Promise.reject(new Error('nothing is asked here')),
  count: async ({ messages, model }) => ({ tokens: messages.length, context: model === 'small' ? 50 : 100 }),
};
const closing: (() => void)[] = [];

afterEach(() => closing.splice(0).forEach(close => close()));

async function ask(body: unknown, missing: readonly string[] = []): Promise<{ status: number; body: unknown }> {
  const server = createAgentServer({ completer, missing, uncaged: false, onIdle: () => undefined });
  closing.push(
    () => server.closeAllConnections(),
    () => server.close(),
  );
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  const reply = await fetch(`http://127.0.0.1:${port}/v1/count`, { method: 'POST', body: JSON.stringify(body) });
  return { status: reply.status, body: await reply.json() };
}

const hello = { messages: [{ role: 'user', content: 'hi' }] };

describe('the length of a prompt', () => {
  it('is told with the context of the model that was named', async () => {
    expect(await ask(hello)).toEqual({ status: 200, body: { tokens: 1, context: 100 } });
    expect(await ask({ ...hello, model: 'small' })).toMatchObject({ body: { context: 50 } });
  });

  it('has no model loaded outside of the cage', async () => {
    expect(await ask(hello, ['no unix sockets'])).toMatchObject({
      status: 503,
      body: { error: { code: 'cage_missing' } },
    });
  });

  it('is refused for what is no prompt', async () => {
    expect(await ask({ messages: [] })).toMatchObject({ status: 400 });
  });
});
