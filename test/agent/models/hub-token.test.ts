import { buildSync } from 'esbuild';
import { createServer, type IncomingMessage } from 'node:http';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, vi } from 'vitest';
import type { PullContext } from '../../../agent/models/pull-context.js';
import { attack } from '../../attack/attack.js';
import { entryOf } from './wheel-fixture.js';

const TOKEN = 'hf_0123456789_never_seen';
const asked: IncomingMessage[] = [];
const hub = createServer((request, response) => {
  asked.push(request);
  response.writeHead(404).end();
});
let folder = '';

// the downloader is a process of its own, so it has to stand on the disk in javascript, beside its libraries
beforeAll(async () => {
  mkdirSync('build', { recursive: true });
  folder = mkdtempSync(join(process.cwd(), 'build/hub-token-'));
  const entryPoints = ['pull-from-hub', 'hub-download'].map(name => `agent/models/${name}.ts`);
  buildSync({ entryPoints, outdir: folder, bundle: true, packages: 'external', platform: 'node', format: 'esm' });
  await new Promise<void>(resolve => hub.listen(0, '127.0.0.1', resolve));
});
afterAll(() => {
  hub.close();
  rmSync(folder, { recursive: true, force: true });
  vi.unstubAllEnvs();
});

attack(
  'on the way to the hub no token goes along: not of the environment, not of a file of its own library',
  { without: 'no token: null, nor HF_TOKEN taken out: each of the three was sent as a bearer', tries: 3 },
  async ({ tries }) => {
    const home = join(folder, 'hub-home');
    mkdirSync(home);
    writeFileSync(join(home, 'token'), TOKEN);
    const places: Record<string, string>[] = [
      { HF_TOKEN: TOKEN },
      { HF_HOME: home },
      { HF_TOKEN_PATH: join(home, 'token') },
    ];
    const port = Object(hub.address()).port;
    vi.stubEnv('HF_ENDPOINT', `http://127.0.0.1:${port}/`);
    const module: { pullFromHub: (context: PullContext) => Promise<void> } = await import(
      join(folder, 'pull-from-hub.js')
    );
    for (const place of places.slice(0, tries)) {
      for (const [name, value] of Object.entries(place)) vi.stubEnv(name, value);
      const entry = { ...entryOf([Buffer.from('x')]), hub: 'hf:someone/model-GGUF/model-q4.gguf#0123abc' };
      const quiet = { onNote: () => {}, onProgress: () => {} };
      const before = asked.length;
      await expect(module.pullFromHub({ entry, directory: folder, ...quiet })).rejects.toThrow('the hub gave nothing');
      expect(asked.length).toBeGreaterThan(before);
      for (const name of Object.keys(place)) vi.stubEnv(name, undefined);
    }
    const sent = asked.map(({ url, rawHeaders }) => JSON.stringify([url, rawHeaders]));
    expect(sent.filter(text => text.includes(TOKEN) || /authorization/i.test(text))).toEqual([]);
  },
);
