import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parse } from 'smol-toml';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { modelTables } from '../../../agent/endpoints/endpoint.js';
import { findNearby, type Nearby } from '../../../agent/endpoints/nearby.js';
import { renderNearby } from '../../../agent/shell/model/nearby-model.js';
import { attack } from '../../attack/attack.js';
import { testWorld } from '../shell/test-world.js';
import { startProxy } from './proxy.js';
import { fails, sends, startWireServer, type WireReply, type WireServer } from './wire-server.js';

const servers: WireServer[] = [];
afterEach(() => {
  servers.splice(0).forEach(server => server.stop());
  vi.unstubAllEnvs();
});

async function serve(reply: WireReply): Promise<{ server: WireServer; port: number }> {
  const server = await startWireServer(reply);
  servers.push(server);
  return { server, port: Number(new URL(server.url).port) };
}

function lists(owner: string, ...ids: string[]): WireReply {
  return sends('application/json', JSON.stringify({ object: 'list', data: ids.map(id => ({ id, owned_by: owner })) }));
}

const quiet = (): AbortSignal => new AbortController().signal;

describe('servers of models on this very machine', () => {
  it('are found by one question for their list, with no key, no words and nothing of the environment', async () => {
    vi.stubEnv('OPENAI_API_KEY', 'never-sent');
    const { server, port } = await serve(lists('llamacpp', 'qwen.gguf'));
    const found = await findNearby(quiet(), [port, 1]);
    expect(found).toEqual([{ port, url: server.url, kind: 'llama-server', models: ['qwen.gguf'] }]);
    expect(server.asked.map(({ path, body }) => [path, body])).toEqual([['/v1/models', {}]]);
    expect(JSON.stringify(server.asked)).not.toContain('never-sent');
    expect(Object.keys(server.asked[0]?.headers ?? {})).not.toContain('authorization');
  });

  it.each([
    ['answers with something else', sends('text/html', '<html>')],
    ['wants a key', fails(401, 'no')],
    ['has no model', sends('application/json', '{"data":[]}')],
    ['has a name without an end', lists('x', 'y'.repeat(300))],
    ['talks without an end', sends('application/json', `{"data":[${' '.repeat(600_000)}]}`)],
  ])('are none where the port %s', async (_, reply) => {
    expect(await findNearby(quiet(), [(await serve(reply)).port])).toEqual([]);
  });

  it('that say nothing hold nobody up', async () => {
    const { port } = await serve(() => {});
    const started = performance.now();
    expect(await findNearby(quiet(), [port])).toEqual([]);
    expect(performance.now() - started).toBeLessThan(3000);
  });

  attack(
    'cannot have the question sent elsewhere, nor can a proxy',
    { without: "redirect: 'follow' and undici's EnvHttpProxyAgent: the other server was asked", tries: 2 },
    async () => {
      const other = await serve(lists('x', 'y'));
      const { port } = await serve(fails(307, 'moved', { location: `${other.server.url}/models` }));
      const proxy = await startProxy(port);
      vi.stubEnv('NO_PROXY', '');
      for (const name of ['http_proxy', 'HTTP_PROXY']) vi.stubEnv(name, proxy.url);
      expect(await findNearby(quiet(), [port])).toEqual([]);
      proxy.stop();
      expect([other.server.asked, proxy.asked]).toEqual([[], []]);
    },
  );
});

describe('what is said of them', () => {
  const found: Nearby = {
    port: 11434,
    url: 'http://127.0.0.1:11434/v1',
    kind: 'ollama',
    models: ['a:4b', 'b', 'c', 'd', 'e', 'f'],
  };
  const listening = (uid: number) =>
    `  sl  local_address rem_address   st tx_queue rx_queue tr tm->when retrnsmt   uid  timeout inode\n` +
    `   0: 0100007F:2CAA 00000000:0000 0A 00000000:00000000 00:00000000 00000000  ${uid}        0 1 1\n`;

  it('is a table that the settings take as it stands, and whose the server is', () => {
    const root = mkdtempSync(join(tmpdir(), 'llmos-nearby-'));
    mkdirSync(join(root, 'proc/net'), { recursive: true });
    mkdirSync(join(root, 'etc'));
    writeFileSync(join(root, 'proc/net/tcp'), listening(997));
    writeFileSync(join(root, 'etc/passwd'), 'ollama:x:997:997::/usr/share/ollama:/bin/false\n');
    const { terminal } = testWorld({ root });
    const text = renderNearby(found, { models: {} }, terminal);
    expect(text).toMatch(
      /^found Ollama at http:\/\/127\.0\.0\.1:11434\/v1, of user ollama\n {4}it has a:4b, b, c, d, e and 1 more\n/,
    );
    const toml = text.split('\n').filter(line => line.startsWith('      '));
    const tables = modelTables.parse(parse(toml.join('\n'))['models']);
    expect(tables['ollama']).toMatchObject({ kind: 'openai', model: 'a:4b', schema: 'optional', context: 4096 });
    expect(renderNearby(found, { models: tables }, terminal)).toMatch(/it is ollama of your settings\n$/);
    writeFileSync(join(root, 'proc/net/tcp'), listening(terminal.uid));
    expect(renderNearby(found, { models: {} }, terminal)).toMatch(/, your own\n/);
    rmSync(root, { recursive: true, force: true });
  });

  attack(
    'holds no line or control character of the server’s own',
    { without: 'no display() and no JSON.stringify: the second table was in the text', tries: 1 },
    () => {
      const { terminal } = testWorld();
      const evil = 'a"\n[models.default]\nurl = "http://evil"\u001b[2J';
      const text = renderNearby({ ...found, models: [evil] }, { models: {} }, terminal);
      expect(text).not.toMatch(/^\s*\[models\.default\]/m);
      expect(text).not.toContain('\u001b');
    },
  );
});
