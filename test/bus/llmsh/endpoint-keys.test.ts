import { chmodSync, chownSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { findModel } from '../../../agent/models/table.js';
import { plans, says } from '../../agent/endpoints/wire-server.js';
import { planning } from '../../agent/shell/fake-agent.js';
import { agree, KEY, place } from './endpoint-place.js';
import { llmsh, OWN, WRITE } from './harness.js';

const writes = { preview: () => OWN, call: () => [5] };
const never = planning([WRITE]);

describe('the key', () => {
  it.each(['key_env = "BIG_KEY"', 'key_file = "KEYFILE"'])(
    'from %s goes into the header and nowhere else',
    async table => {
      const made = await place([plans([WRITE])], table);
      const answers = ['y', 'y'];
      const done = await llmsh(['--show-prompt', 'x'], { agent: never, operator: writes, env: made.env, answers });
      expect(done.code).toBe(0);
      expect(made.server.asked[0]?.headers['authorization']).toBe(`Bearer ${KEY}`);
      const seen = [done.out, done.err, JSON.stringify([done.calls, done.world.programs, made.server.asked[0]?.body])];
      expect(seen.join()).not.toContain(KEY);
      expect(readFileSync(join(made.home, 'state/llm-os/consent.json'), 'utf8')).not.toContain(KEY);
    },
  );

  it.each([
    ['readable by others', (path: string) => chmodSync(path, 0o640), /not yours alone: chmod 600/],
    ["somebody else's", (path: string) => chownSync(path, 12345, 12345), /not yours alone/],
    ['missing', (path: string) => rmSync(path), /cannot be read/],
    ['several lines', (path: string) => writeFileSync(path, 'a b\nc'), /no key for big/],
  ])('in a file that is %s is not used', async (how, change, sentence) => {
    if (how.startsWith('somebody') && process.getuid?.() !== 0) return;
    const made = await place([plans([WRITE])], 'key_file = "KEYFILE"');
    change(made.keyFile);
    const done = await llmsh(['x'], { agent: never, env: made.env, answers: ['y', 'y'] });
    expect([done.code, made.server.asked]).toEqual([8, []]);
    expect(done.err).toMatch(sentence);
  });

  it('in the settings themselves is refused, and not repeated', async () => {
    const made = await place([plans([WRITE])], `api_key = "${KEY}"`);
    const done = await llmsh(['x'], { agent: never, env: made.env });
    expect(done.code).toBe(2);
    expect(done.err).toMatch(/keys do not belong here: name a variable in key_env or a file in key_file/);
    expect(done.err).not.toContain(KEY);
  });
});

describe('llmsh model', () => {
  it('lists endpoints, checks them, and says whether they enforce a schema', async () => {
    const made = await place([says('pong'), says('pong'), says('pong'), says('{"steps":["ping"]}')]);
    const part = { agent: never, env: made.env };
    expect((await llmsh(['model', 'list'], part)).out).toMatch(
      /\* big {2}m, openai endpoint, not measured, not agreed yet/,
    );
    expect((await llmsh(['model', 'check', 'big'], { ...part, answers: ['y'] })).out).toMatch(
      /does not enforce the schema/,
    );
    agree(made);
    expect((await llmsh(['model', 'check', 'big'], part)).out).toMatch(
      /big answers \(\d+ ms\); it enforces the schema/,
    );
    expect((await llmsh(['model', 'list'], part)).out).toMatch(/your words may go there/);
    expect((await llmsh(['model', 'pull', 'big'], part)).err).toMatch(/nothing to fetch/);
  });

  it('chooses one only with its key and a yes', async () => {
    const made = await place([says('pong')]);
    const env = { ...made.env, LLMOS_MODEL: '' };
    expect(
      (await llmsh(['model', 'use', 'big'], { agent: never, env: { ...env, BIG_KEY: '' }, answers: ['y'] })).code,
    ).toBe(8);
    expect((await llmsh(['model', 'use', 'big'], { agent: never, env, answers: ['n'] })).code).toBe(8);
    const done = await llmsh(['model', 'use', 'big'], { agent: never, env, answers: ['y'] });
    expect(done.code).toBe(0);
    expect(readFileSync(join(made.home, 'llm-os/llmsh.toml'), 'utf8')).toMatch(/^model = "big"$/m);
    expect(made.server.asked).toEqual([]);
  });

  it('refuses a model that was measured and found wanting, unless told otherwise', async () => {
    const part = { agent: never, operator: writes, answers: ['y'] };
    const done = await llmsh(['x'], { ...part, env: { LLMOS_BELOW_FLOOR: '0' } });
    expect(done.code).toBe(8);
    const { exact, widened } = findModel('tiny')?.scores ?? {};
    expect(done.err).toContain(`it planned ${exact} exactly as asked, did more than was asked in ${widened}`);
    expect(done.err).toMatch(/tiny is below the floor.*below_floor = true/);
    expect((await llmsh(['x'], part)).code).toBe(0);
    expect((await llmsh(['model', 'list'], part)).out).toMatch(/small .*below the floor/);
  });
});

describe('the doctor', () => {
  it('names what an endpoint lacks, and sends nothing to find out', async () => {
    const made = await place([says('pong')]);
    const part = { agent: never, operator: writes };
    const doctor = async (env: Record<string, string>) => (await llmsh(['doctor'], { ...part, env })).out;
    expect(await doctor({ ...made.env, BIG_KEY: '' })).toMatch(/broken {3}model: .*BIG_KEY/);
    expect(await doctor(made.env)).toMatch(/broken {3}model: you have not agreed to http[^]*llmsh model use big/);
    await llmsh(['model', 'use', 'big'], { ...part, env: made.env, answers: ['y'] });
    agree(made);
    expect(await doctor(made.env)).toMatch(/ok {7}model: big at http/);
    expect(made.server.asked).toEqual([]);
  });
});
