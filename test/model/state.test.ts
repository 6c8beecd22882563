import {
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  truncateSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { findModel } from '../../agent/models/table.js';
import { AgentProcess, modelFor } from './agent-process.js';
import { ask, planBody, type Answer } from './ask.js';

// the smallest that is there: what is tested is the file, not the wit
const MODEL = 'missing' in modelFor('tiny') ? 'default' : 'tiny';
const place = modelFor(MODEL);
const missing = 'missing' in place ? `: skipped, ${place.missing}` : '';
const models = 'directory' in place ? place.directory : '';

// a short prefix of its own: the instructions for plans take a slow machine half a minute to read
const head = {
  model: MODEL,
  messages: [{ role: 'system', content: `Words: ${'apple pear plum quince '.repeat(10)}` }],
  prompt_cache_key: 'test',
  stream: true,
};

describe.skipIf(missing !== '')(`the saved prefix${missing}`, () => {
  const cache = mkdtempSync(join(tmpdir(), 'llmos-cache-'));
  const prefixes = join(cache, 'prefixes');
  let whole: Buffer;

  beforeAll(async () => {
    expect((await askOnce()).cachedTokens).toBe(0);
    whole = readFileSync(fileOf('.state'));
  }, 300_000);

  afterAll(() => rmSync(cache, { recursive: true, force: true }));

  const fileOf = (end: string): string => join(prefixes, readdirSync(prefixes).find(name => name.endsWith(end)) ?? '-');

  async function askOnce(): Promise<Answer> {
    const agent = await new AgentProcess({ models, cache }).ready();
    try {
      const { cachedTokens } = await ask(agent, { ...head, max_tokens: 0 });
      const messages = [...head.messages, { role: 'user', content: 'What is the third word?' }];
      return { ...(await ask(agent, { ...head, messages, max_tokens: 8 })), cachedTokens };
    } finally {
      await agent.stop();
    }
  }

  it('spares a new process the reading, and changes no word of the answer', async () => {
    const { cachedTokens, text } = await askOnce();
    expect(cachedTokens).toBeGreaterThan(30);
    rmSync(prefixes, { recursive: true });
    expect(await askOnce()).toMatchObject({ cachedTokens: 0, text });
  });

  it.each([
    ['is short by one byte', () => truncateSync(fileOf('.state'), whole.length - 1)],
    ['has one flipped bit', () => flip(fileOf('.state'), Math.floor(whole.length / 2))],
    ['has lost its manifest', () => rmSync(fileOf('.json'))],
    ['has a manifest of another model', () => edit('model', '0'.repeat(64))],
    ['has a manifest of another library', () => edit('library', '0.0.1')],
    ['has a manifest that is no json', () => writeFileSync(fileOf('.json'), '{')],
  ])('is made again, never loaded, where it %s', async (_, damage) => {
    damage();
    expect((await askOnce()).cachedTokens).toBe(0);
    expect(readFileSync(fileOf('.state')).length).toBe(whole.length);
    expect((await askOnce()).cachedTokens).toBeGreaterThan(30);
  });

  function flip(file: string, at: number): void {
    const bytes = readFileSync(file);
    bytes.writeUInt8(bytes.readUInt8(at) ^ 1, at);
    writeFileSync(file, bytes);
  }

  function edit(key: string, value: string): void {
    const manifest = JSON.parse(readFileSync(fileOf('.json'), 'utf8')) as { identity: Record<string, string> };
    manifest.identity[key] = value;
    writeFileSync(fileOf('.json'), JSON.stringify(manifest));
  }
});

describe('the agent without a good model', () => {
  const folder = mkdtempSync(join(tmpdir(), 'llmos-bad-models-'));
  const file = findModel('tiny')?.file ?? '';

  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  async function refusal(prepare: (models: string) => void, env: Record<string, string> = {}): Promise<Answer> {
    const directory = mkdtempSync(join(folder, 'models-'));
    prepare(directory);
    const agent = await new AgentProcess({ models: directory, env }).ready();
    try {
      return await ask(agent, planBody('hi', { model: 'tiny' }));
    } finally {
      await agent.stop();
    }
  }

  it('says which model is missing', async () => {
    expect(await refusal(() => undefined)).toMatchObject({ status: 503, errorCode: 'model_missing' });
  });

  it('refuses a file that is cut off', async () => {
    const answer = await refusal(directory => writeFileSync(join(directory, file), 'gguf'));
    expect(answer).toMatchObject({ status: 503, errorCode: 'model_corrupt' });
  });

  it('refuses a file of the right size with other bytes', async () => {
    const answer = await refusal(directory => {
      mkdirSync(directory, { recursive: true });
      writeFileSync(join(directory, file), '');
      truncateSync(join(directory, file), findModel('tiny')?.bytes ?? 0);
    });
    expect(answer.errorCode).toBe('model_corrupt');
  });

  it('knows no model of another name', async () => {
    const agent = await new AgentProcess({ models: folder }).ready();
    expect(await ask(agent, planBody('hi', { model: 'gpt' }))).toMatchObject({
      status: 404,
      errorCode: 'model_unknown',
    });
    await agent.stop();
  });

  it('leaves when nobody asks for anything', async () => {
    const agent = await new AgentProcess({ models: folder, env: { LLMOS_AGENT_IDLE_S: '1' } }).ready();
    await expect.poll(() => agent.exitCode, { timeout: 20_000 }).toBe(0);
    await agent.stop();
  });

  it.skipIf('missing' in modelFor('tiny'))('takes a model through a link', async () => {
    const source = modelFor('tiny');
    if ('missing' in source) return;
    const directory = mkdtempSync(join(folder, 'linked-'));
    symlinkSync(join(source.directory, file), join(directory, file));
    const agent = await new AgentProcess({ models: directory }).ready();
    expect((await ask(agent, planBody('hi', { model: 'tiny', max_tokens: 1 }))).status).toBe(200);
    await agent.stop();
  });
});
