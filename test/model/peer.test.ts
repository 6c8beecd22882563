import { spawn, type ChildProcess } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { createInterface } from 'node:readline';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { loadCatalog } from '../../interfaces/catalog.js';
import { findModel } from '../../agent/models/table.js';
import { planning } from '../agent/shell/fake-agent.js';
import { agree, KEY, place, type Place } from '../bus/llmsh/endpoint-place.js';
import { llmsh } from '../bus/llmsh/harness.js';
import { modelFor } from './agent-process.js';

const python = `${process.env['LLMOS_CACHE'] ?? '/var/cache/llm-os'}/peer/bin/python`;
const model = modelFor('default');
const missing = existsSync(python)
  ? 'missing' in model
    ? `: skipped, ${model.missing}`
    : ''
  : `: skipped, there is no ${python}: sh test/model/peer.sh makes it`;
const SETTINGS = 'key_file = "KEYFILE"\nschema = "optional"\ncontext = 8192\ntimeout_s = 900';

describe.skipIf(missing !== '')(`llama.cpp's own server${missing}`, () => {
  let peer: ChildProcess;
  let url: string;

  beforeAll(async () => {
    const path = join('directory' in model ? model.directory : '', findModel('default')?.file ?? '');
    const script = fileURLToPath(new URL('./peer.py', import.meta.url));
    peer = spawn(python, [script, path, KEY], { stdio: ['ignore', 'pipe', 'ignore'] });
    const lines = createInterface({ input: peer.stdout ?? process.stdin });
    url = `${await new Promise<string>(resolve => lines.on('line', resolve))}/v1`;
  }, 300_000);
  afterAll(() => peer.kill('SIGKILL'));

  async function ask(argv: string[], made?: Place) {
    const { env } = made ?? (await place([], SETTINGS, url));
    return await llmsh(argv, { agent: planning([]), loadCatalog, env, answers: ['y'] });
  }

  it('keeps to the schema of a plan', async () => {
    expect((await ask(['model', 'check', 'big'])).out).toMatch(/enforces the schema of a plan/);
  }, 900_000);

  it('plans exactly what was asked, optional parameters left out', async () => {
    const made = await place([], SETTINGS, url);
    await ask(['model', 'use', 'big'], made);
    agree(made);
    const done = await ask(
      ['--plan-only', '--json', '--model', 'big', "Create a file named hello.txt with content 'world'"],
      made,
    );
    const step = { action: 'write_file', path: '/home/alice/work/hello.txt', content: 'world' };
    expect([done.code, done.err]).toEqual([0, expect.anything()]);
    expect(JSON.parse(done.out)).toEqual({ steps: [step], say: '' });
  }, 900_000);

  it('refuses another key, and words that do not fit, in sentences', async () => {
    const other = await place([], SETTINGS.replace('key_file = "KEYFILE"', 'key_env = "OTHER"'), url);
    const refused = await ask(['--plan-only', 'x'], { ...other, env: { ...other.env, OTHER: 'another-key-01234' } });
    expect([refused.code, refused.err]).toEqual([8, expect.stringMatching(/does not accept the key from OTHER/)]);
    const wide = await place([], SETTINGS.replace('8192', '100000'), url);
    const long = await ask(['--plan-only', 'word '.repeat(12_000)], wide);
    expect([long.code, long.err]).toEqual([7, expect.stringMatching(/http 400: .*context size/)]);
  }, 900_000);
});
