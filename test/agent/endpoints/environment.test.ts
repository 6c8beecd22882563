import { buildSync } from 'esbuild';
import { mkdtempSync, rmSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { execa } from 'execa';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { makeCertificates, type Certificates } from './certificates.js';
import { says, startSecureWireServer } from './wire-server.js';

// settings that node reads only at its start need a process of their own
const ASK = `
import { readAuthority } from './agent/endpoints/authority.js';
import { connectEndpoint } from './agent/endpoints/client.js';
const endpoint = { name: 'big', kind: 'openai', model: 'm', context: 32768, schema: true, reasoning: false, timeout_s: 60, allow_http: false, ...JSON.parse(process.argv[2]) };
const asking = { messages: [{ role: 'user', content: 'hi' }], maxTokens: 50, cacheKey: 'x', onText() {}, onProgress() {}, signal: new AbortController().signal };
(async () => {
  const client = connectEndpoint(endpoint, 'k-never-seen', { authority: await readAuthority(endpoint, { home: '/nowhere', uid: process.getuid() }) });
  return client.complete(asking).finally(() => client.close());
})().then(console.log, error => console.log(error.message));
`;

let made: Certificates;
let folder = '';

beforeAll(() => {
  made = makeCertificates();
  folder = mkdtempSync(join(tmpdir(), 'llmos-environment-'));
  buildSync({
    stdin: { contents: ASK, resolveDir: process.cwd(), loader: 'ts' },
    outfile: join(folder, 'ask.cjs'),
    bundle: true,
    platform: 'node',
    format: 'cjs',
  });
});
afterAll(() => {
  made.remove();
  rmSync(folder, { recursive: true, force: true });
});

async function ask(endpoint: object, env: Readonly<Record<string, string>>): Promise<string> {
  const ran = await execa(process.execPath, [join(folder, 'ask.cjs'), JSON.stringify(endpoint)], {
    env,
    stderr: 'ignore',
  });
  return ran.stdout;
}

describe('the environment', () => {
  it('may name one authority more, but not beside the ca_file of an endpoint', async () => {
    const [server, other] = [await startSecureWireServer(made.known, says('hello')), makeCertificates()];
    try {
      const env = { NODE_EXTRA_CA_CERTS: made.authority };
      expect(await ask({ url: server.url }, {})).toMatch(/does not hold/);
      expect(await ask({ url: server.url }, env)).toBe('hello');
      expect(await ask({ url: server.url, ca_file: other.authority }, env)).toMatch(/does not hold/);
      expect(server.asked).toHaveLength(1);
    } finally {
      server.stop();
      other.remove();
    }
  });
});

it('a port that takes the connection and says nothing is given up before the endpoint itself would be', async () => {
  const silent = createServer(() => {});
  await new Promise<void>(resolve => silent.listen(0, '127.0.0.1', resolve));
  try {
    const { port } = Object(silent.address());
    expect(await ask({ url: `https://127.0.0.1:${port}/v1` }, {})).toMatch(
      /cannot be reached at 127\.0\.0\.1:\d+ \(Connect Timeout/,
    );
  } finally {
    silent.close();
  }
}, 40_000);
