import { afterEach, describe, expect } from 'vitest';
import { connectEndpoint } from '../../../agent/endpoints/client.js';
import type { Endpoint } from '../../../agent/endpoints/endpoint.js';
import { attack } from '../../attack/attack.js';
import { fails, says, startWireServer, type WireReply, type WireServer } from './wire-server.js';

const KEY = 'k-0123456789-never-seen';
const servers: WireServer[] = [];
afterEach(() => servers.splice(0).forEach(server => server.stop()));

async function serve(...replies: WireReply[]): Promise<WireServer> {
  const server = await startWireServer(...replies);
  servers.push(server);
  return server;
}

async function ask(url: string, kind: 'openai' | 'anthropic', content: string): Promise<string> {
  const table = { url, model: 'm', context: 32_768, schema: true, reasoning: false, timeout_s: 2, allow_http: false };
  const endpoint: Endpoint = { name: 'big', kind, ...table, key_env: 'BIG_KEY' };
  const client = connectEndpoint(endpoint, KEY);
  const messages = [{ role: 'user' as const, content }];
  const signal = new AbortController().signal;
  const quiet = { onText: () => {}, onProgress: () => {} };
  try {
    return await client.complete({ messages, maxTokens: 50, cacheKey: 'x', signal, ...quiet });
  } catch (error) {
    return error instanceof Error ? error.message : 'failed';
  } finally {
    await client.close();
  }
}

describe.each(['openai', 'anthropic'] as const)('an endpoint that speaks %s', kind => {
  attack(
    `cannot send our key or words on to another server (${kind})`,
    { without: "redirect: 'follow': the other server was asked", tries: 5 },
    async () => {
      const other = await serve(says('{}'));
      const tail = kind === 'openai' ? 'chat/completions' : 'messages';
      for (const status of [301, 302, 303, 307, 308]) {
        const first = await serve(fails(status, 'moved', { location: `${other.url}/${tail}` }));
        await ask(first.url, kind, 'hello');
      }
      expect(other.asked).toEqual([]);
    },
  );

  attack(
    `is never told a secret that stands in words or files (${kind})`,
    { without: 'no redactSecrets in outgoing(): the password was in the body', tries: 4 },
    async () => {
      const server = await serve(says('ok'));
      const secrets = [
        'db_password=hunter2hunter2',
        'ghp_0123456789abcdefghijABCDEFGHIJ',
        'https://a:hunter2hunter2@h/',
      ];
      secrets.push('-----BEGIN OPENSSH PRIVATE KEY-----\nhunter2hunter2\n-----END OPENSSH PRIVATE KEY-----');
      for (const secret of secrets) await ask(server.url, kind, `look: ${secret}`);
      expect(server.asked).toHaveLength(secrets.length);
      expect(JSON.stringify(server.asked.map(({ body }) => body))).not.toMatch(/hunter2|ghp_/);
    },
  );

  attack(
    `that says our key back does not get it onto the screen (${kind})`,
    { without: 'clean() without the key: the message quoted it', tries: 3 },
    async () => {
      const server = await serve(fails(401, `bad key ${KEY}`), fails(500, KEY), fails(400, `no ${KEY} here`));
      for (let count = 0; count < 3; count++) expect(await ask(server.url, kind, 'x')).not.toContain(KEY);
      expect(server.asked).toHaveLength(3);
    },
  );
});
