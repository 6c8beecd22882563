import { Client } from '@modelcontextprotocol/client';
import { InMemoryTransport } from '@modelcontextprotocol/client';
import { describe, expect, it } from 'vitest';
import { createMcpServer } from '../../../agent/mcp/server.js';
import type { OperatorClient } from '../../../agent/operator-client/client.js';
import { CallError } from '../../../agent/operator-client/errors.js';
import type { Catalog } from '../../../interfaces/catalog.js';

const risk = { read_only: false, destructive: true, open_world: false, killable: false, undo: false };
const catalog: Catalog = {
  version: 1,
  actions: [
    {
      name: 'write_file',
      method: 'WriteFile',
      summary: 'write a file',
      since: '0.1.0',
      params: {
        type: 'object',
        properties: {
          path: { type: 'string', description: 'where', maxLength: 100 },
          content: { type: 'string', description: 'what' },
          append: { type: 'boolean', description: 'at the end' },
        },
        required: ['path', 'content'],
      },
      result: { type: 'object', properties: {}, required: [] },
      risk,
      action_ids: ['org.llmos.operator1.create-file'],
      tiers: [],
      examples: [],
    },
  ],
};

interface Called {
  readonly name: string;
  readonly parameters: unknown;
  readonly interactive: boolean;
}

async function connect(overrides: Partial<OperatorClient> = {}): Promise<{ client: Client; calls: Called[] }> {
  const calls: Called[] = [];
  const operator: OperatorClient = {
    version: async () => '0.1.0',
    preview: async () => ({ action_id: 'org.llmos.operator1.create-file', authorization: 'challenge' }),
    run: async (name, parameters, { interactive }) => {
      calls.push({ name, parameters, interactive });
      return { record: 'r1', values: { bytes: 5 } };
    },
    authorizePlan: async () => [],
    cancel: async () => true,
    unfinished: async () => undefined,
    close: () => {},
    ...overrides,
  };
  const server = createMcpServer({ operator, catalog, version: '0.1.0', pid: 4242 });
  const client = new Client({ name: 'test', version: '1' });
  const [near, far] = InMemoryTransport.createLinkedPair();
  await Promise.all([server.connect(far), client.connect(near)]);
  return { client, calls };
}

const step = { path: '/tmp/x', content: 'hello' };

describe('mcp', () => {
  it('lists every action with its schema and risk, and a preview', async () => {
    const { client } = await connect();
    const { tools } = await client.listTools();
    expect(tools.map(tool => tool.name)).toEqual(['write_file', 'preview']);
    expect(tools[0]?.inputSchema).toMatchObject({ required: ['path', 'content'], additionalProperties: false });
    expect(tools[0]?.annotations).toMatchObject({ readOnlyHint: false, destructiveHint: true });
    expect(tools[0]?.description).toContain('There is no undo');
  });

  it('runs a call through the helper, letting polkit ask', async () => {
    const { client, calls } = await connect();
    const result = await client.callTool({ name: 'write_file', arguments: step });
    expect(result.structuredContent).toEqual({ bytes: 5, record: 'r1' });
    expect(calls).toEqual([{ name: 'write_file', parameters: step, interactive: true }]);
  });

  it.each([{ path: '/x' }, { ...step, extra: 1 }, { ...step, path: 3 }])(
    'refuses %j before anything is called',
    async bad => {
      const { client, calls } = await connect();
      const result = await client.callTool({ name: 'write_file', arguments: bad }).catch(() => ({ isError: true }));
      expect(result.isError).toBe(true);
      expect(calls).toEqual([]);
    },
  );

  it('names the cure where nobody can be asked', async () => {
    const run = async (): Promise<never> => {
      throw new CallError('can-obtain', 'authentication is needed.');
    };
    const { client } = await connect({ run });
    const result = await client.callTool({ name: 'write_file', arguments: step });
    expect(result.isError).toBe(true);
    expect(JSON.stringify(result.content)).toContain('pkttyagent --process 4242');
  });

  it('never shows the text of an error that is not for the caller', async () => {
    const run = async (): Promise<never> => {
      throw new Error('secret at /srv/x.ts:12');
    };
    const { client } = await connect({ run });
    const result = await client.callTool({ name: 'write_file', arguments: step });
    expect(JSON.stringify(result)).not.toContain('secret');
  });

  it('previews without running', async () => {
    const { client, calls } = await connect();
    const result = await client.callTool({ name: 'preview', arguments: { action: 'write_file', parameters: step } });
    expect(result.structuredContent).toMatchObject({ authorization: 'challenge' });
    expect(calls).toEqual([]);
  });
});
