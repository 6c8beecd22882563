import { chmodSync, copyFileSync, writeFileSync } from 'node:fs';
import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from 'vitest';
import { readAuthority } from '../../../agent/endpoints/authority.js';
import { connectEndpoint } from '../../../agent/endpoints/client.js';
import type { Endpoint } from '../../../agent/endpoints/endpoint.js';
import { attack } from '../../attack/attack.js';
import { makeCertificates, type Certificate, type Certificates } from './certificates.js';
import { startProxy, type Proxy } from './proxy.js';
import { begins, says, startSecureWireServer, startWireServer, type WireServer } from './wire-server.js';

const KEY = 'k-0123456789-never-seen';
const toStop: { stop(): void }[] = [];
let made: Certificates;
beforeAll(() => void (made = makeCertificates()));
afterAll(() => made.remove());
afterEach(() => {
  toStop.splice(0).forEach(one => one.stop());
  vi.unstubAllEnvs();
});

function stopped<T extends { stop(): void }>(one: T): T {
  toStop.push(one);
  return one;
}

async function secure(tls: Certificate): Promise<WireServer> {
  return stopped(await startSecureWireServer(tls, says('hello')));
}

async function proxyTo({ origin }: WireServer, refuse = ''): Promise<Proxy> {
  const proxy = stopped(await startProxy(Number(new URL(origin).port), refuse));
  vi.stubEnv('NO_PROXY', '');
  vi.stubEnv('no_proxy', '');
  vi.stubEnv('https_proxy', proxy.url.replace('//', '//alice:proxy-secret@'));
  return proxy;
}

async function ask(url: string, more: Partial<Endpoint> = {}): Promise<string> {
  const shared = { model: 'm', context: 32_768, schema: true, reasoning: false, timeout_s: 1, allow_http: false };
  const endpoint = { name: 'big', kind: 'openai', url, key_env: 'BIG_KEY', ...shared, ...more } as Endpoint;
  const messages = [{ role: 'user' as const, content: 'hi' }];
  const quiet = { onText: () => {}, onProgress: () => {}, signal: new AbortController().signal };
  const place = { home: '/nowhere', uid: process.getuid?.() ?? 0 };
  try {
    const client = connectEndpoint(endpoint, KEY, { authority: await readAuthority(endpoint, place) });
    return await client.complete({ messages, maxTokens: 50, cacheKey: 'x', ...quiet }).finally(() => client.close());
  } catch (error) {
    return error instanceof Error ? error.message : 'failed';
  }
}

describe('a certificate', () => {
  it('of an authority that nobody here knows is refused, and says what to do', async () => {
    const server = await secure(made.known);
    expect(await ask(server.url)).toMatch(/does not hold \(an authority that is not known here\).*name it in ca_file/);
    expect(server.asked).toEqual([]);
  });

  it('of the authority in ca_file holds, for its own names alone', async () => {
    const [right, wrong] = [await secure(made.known), await secure(made.other)];
    expect(await ask(right.url, { ca_file: made.authority })).toBe('hello');
    expect(await ask(wrong.url, { ca_file: made.authority })).toMatch(/made out to another name/);
    expect(wrong.asked).toEqual([]);
  });

  it('in a ca_file that others can change, that is missing or that is none counts for nothing', async () => {
    const server = await secure(made.known);
    const copy = `${made.authority}.copy`;
    expect(await ask(server.url, { ca_file: copy })).toMatch(/cannot be read/);
    copyFileSync(made.authority, copy);
    chmodSync(copy, 0o666);
    expect(await ask(server.url, { ca_file: copy })).toMatch(/can be changed by others/);
    chmodSync(copy, 0o644);
    expect(await ask(server.url, { ca_file: copy })).toBe('hello');
    writeFileSync(copy, '-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n');
    expect(await ask(server.url, { ca_file: copy })).toMatch(/holds no certificate/);
  });

  attack(
    'that vouches for itself gets neither key nor words, whatever the environment says, with or without a proxy',
    { without: 'no requestTls for the proxy: NODE_TLS_REJECT_UNAUTHORIZED=0 brought it key and words', tries: 2 },
    async () => {
      const server = await secure(made.alone);
      vi.stubEnv('NODE_TLS_REJECT_UNAUTHORIZED', '0');
      expect(await ask(server.url)).toMatch(/does not hold \(it vouches for itself\)/);
      await proxyTo(server);
      expect(await ask('https://rack.test/v1')).toMatch(/does not hold \(it vouches for itself\)/);
      expect(server.asked).toEqual([]);
    },
  );
});

describe('a proxy', () => {
  it('is gone through, and sees neither key nor words', async () => {
    const server = await secure(made.known);
    const proxy = await proxyTo(server);
    expect(await ask('https://rack.test/v1', { ca_file: made.authority })).toBe('hello');
    expect(server.asked[0]?.headers['authorization']).toBe(`Bearer ${KEY}`);
    expect(proxy.asked).toEqual([expect.stringMatching(/^rack\.test:443 /)]);
    expect(proxy.asked.join() + Buffer.concat(proxy.through).toString('latin1')).not.toMatch(/never-seen|"hi"/);
    // its own password goes to it, and no further
    expect(proxy.asked.join()).toContain(Buffer.from('alice:proxy-secret').toString('base64'));
    expect(JSON.stringify(server.asked)).not.toContain('proxy-auth');
  });

  it.each(['407 Proxy Authentication Required', '403 Forbidden'])('that says %s is told of', async refusal => {
    const server = await secure(made.known);
    await proxyTo(server, refusal);
    const said = await ask('https://rack.test/v1', { ca_file: made.authority });
    expect(said).toMatch(/the proxy on the way to big refused .*check HTTPS_PROXY/);
    expect(said).not.toMatch(/proxy-secret|never-seen/);
  });

  it('is not used for this very machine', async () => {
    const server = await secure(made.known);
    const proxy = await proxyTo(server);
    expect(await ask(server.url, { ca_file: made.authority })).toBe('hello');
    expect(proxy.asked).toEqual([]);
  });
});

it('an answer that trickles on without an end is given up', async () => {
  const trickles = begins('{', response => {
    const timer = setInterval(() => response.write(': still here\n\n'), 200);
    response.on('close', () => clearInterval(timer));
  });
  const server = stopped(await startWireServer(trickles));
  expect(await ask(server.url)).toMatch(/did not come to an end in 5 s/);
}, 20_000);
