import { Client, InMemoryTransport } from '@modelcontextprotocol/client';
import { serveStdio } from '@modelcontextprotocol/server/stdio';
import { describe, expect, it } from 'vitest';
import { createMcpServer } from '../../../agent/mcp/server.js';
import type { OperatorClient } from '../../../agent/operator-client/client.js';
import { attack } from '../../attack/attack.js';
import { testCatalog } from '../shell/test-catalog.js';

const VERSIONS = ['2026-07-28', '2025-11-25'] as const;
type Version = (typeof VERSIONS)[number];
type Answer = { action: 'accept' | 'decline' | 'cancel'; content?: Record<string, boolean> };

const YES: Answer = { action: 'accept', content: { carry_out: true } };
const step = { path: '/tmp/x', content: 'hello' };

interface Connected {
  readonly client: Client;
  readonly calls: unknown[];
  readonly asked: string[];
}

/** a client of either protocol on our own server, with a person who answers, or without one */
async function connect(version: Version, answers?: Answer[]): Promise<Connected> {
  const calls: unknown[] = [];
  const operator: OperatorClient = {
    version: async () => '0.1.0',
    preview: async () => ({}),
    run: async (name, parameters) => {
      calls.push([name, parameters]);
      return { record: 'r', values: {} };
    },
    authorizePlan: async () => [],
    cancel: async () => true,
    unfinished: async () => undefined,
    close: () => {},
  };
  const [near, far] = InMemoryTransport.createLinkedPair();
  serveStdio(() => createMcpServer({ operator, catalog: testCatalog, version: '0.1.0', pid: 1 }), { transport: far });
  const mode = version === '2025-11-25' ? ('legacy' as const) : { pin: version };
  const capabilities = answers === undefined ? {} : { elicitation: { form: {} } };
  const client = new Client({ name: 'test', version: '1' }, { capabilities, versionNegotiation: { mode } });
  const asked: string[] = [];
  if (answers !== undefined) {
    client.setRequestHandler('elicitation/create', async ({ params }) => {
      asked.push(params.message);
      return answers.shift() ?? { action: 'cancel' };
    });
  }
  await client.connect(near);
  return { client, calls, asked };
}

const write = ({ client }: Connected, parameters = step) =>
  client.callTool({ name: 'write_file', arguments: parameters });

describe.each(VERSIONS)('a client that speaks %s', version => {
  it('negotiates that version, lists the tools and runs one', async () => {
    const made = await connect(version);
    expect(made.client.getNegotiatedProtocolVersion()).toBe(version);
    expect((await made.client.listTools()).tools.map(({ name }) => name)).toContain('preview');
    expect((await write(made)).isError).not.toBe(true);
    expect(made.calls).toEqual([['write_file', step]]);
  });

  it('and offers to ask its person has them asked about a change, in our words, and not about a look', async () => {
    const made = await connect(version, [YES]);
    await made.client.callTool({ name: 'read_file', arguments: { path: '/etc/hostname' } });
    expect(made.asked).toEqual([]);
    await write(made, { ...step, path: '/tmp/\u001B[2Jx' });
    expect(made.asked).toEqual([expect.stringMatching(/write_file.*\/tmp\/\\x1b\[2Jx.*polkit decides after that/)]);
    expect(made.calls).toHaveLength(2);
  });

  it.each([
    ['no', { action: 'accept', content: { carry_out: false } }],
    ['declined', { action: 'decline' }],
    ['cancelled', { action: 'cancel' }],
  ] as const)('%s: nothing is called', async (_, answer) => {
    const made = await connect(version, [answer]);
    const result = await write(made);
    expect([result.isError, made.calls]).toEqual([true, []]);
    expect(JSON.stringify(result.content)).toContain('nothing was done');
  });
});

describe('an answer that a client keeps', () => {
  const KEPT = { carry_out: { action: 'accept', content: { carry_out: true } } };

  attack(
    'does for no other step, not twice, and not with a state of its own making',
    { without: 'judge() without the digest, or without `used`: the second call was made', tries: 3 },
    async () => {
      const made = await connect('2026-07-28', []);
      const send = (parameters: object, more: object = {}) =>
        made.client
          .callTool({ name: 'write_file', arguments: { ...parameters }, ...more }, { allowInputRequired: true })
          .catch((error: unknown) => ({ error, requestState: undefined }));
      const first = await send(step);
      const requestState = String(Object(first)['requestState']);
      const other = await send({ ...step, path: '/etc/shadow' }, { requestState, inputResponses: KEPT });
      await send(step, { requestState: `${requestState}x`, inputResponses: KEPT });
      expect(made.calls).toEqual([]);
      expect(Object(other)['requestState']).not.toBe(requestState);
      await send(step, { requestState, inputResponses: KEPT });
      expect(made.calls).toHaveLength(1);
      await send(step, { requestState, inputResponses: KEPT });
      expect(made.calls).toHaveLength(1);
    },
  );
});
