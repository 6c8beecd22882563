import { chmodSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { plans, says } from '../../agent/endpoints/wire-server.js';
import { planning } from '../../agent/shell/fake-agent.js';
import { agree, place } from './endpoint-place.js';
import { llmsh, LOOK, OWN, READ, WRITE } from './harness.js';

const writes = { preview: () => OWN, call: () => [5] };
const looks = { preview: () => LOOK, call: () => ['text'] };
const never = planning([WRITE]);

describe('an endpoint', () => {
  it('gets nothing before a yes to its address, and --yes is none', async () => {
    const made = await place([plans([WRITE])]);
    for (const argv of [
      ['--yes', 'x'],
      ['--yes', '--json', 'x'],
    ]) {
      const done = await llmsh(argv, { agent: never, operator: writes, env: made.env });
      expect([done.code, done.members]).toEqual([8, []]);
      expect(done.err).toMatch(/nothing was sent.*llmsh model use big/);
    }
    const no = await llmsh(['x'], { agent: never, operator: writes, env: made.env, answers: ['n'] });
    expect([no.code, no.world.questions]).toEqual([8, ['Send your words to big from now on? [y/N] ']]);
    expect(made.server.asked).toEqual([]);
  });

  it('plans after a yes, is not asked about again, and asks again once that was taken back', async () => {
    const made = await place([plans([WRITE])]);
    const part = { agent: never, operator: writes, env: made.env };
    const first = await llmsh(['x'], { ...part, answers: ['y', 'y'] });
    expect([first.code, first.members, first.agent.requests]).toEqual([0, ['Preview', 'WriteFile'], []]);
    agree(made);
    expect((await llmsh(['--yes', 'x'], part)).code).toBe(0);
    expect((await llmsh(['model', 'rm', 'big'], part)).code).toBe(0);
    agree(made);
    expect((await llmsh(['--yes', 'x'], part)).code).toBe(8);
    expect(made.server.asked).toHaveLength(2);
  });

  it('whose address was changed since is asked about again', async () => {
    const made = await place([plans([WRITE])]);
    const part = { agent: never, operator: writes, env: made.env };
    await llmsh(['x'], { ...part, answers: ['y', 'n'] });
    agree(made);
    const file = join(made.home, 'llm-os/llmsh.toml');
    writeFileSync(file, readFileSync(file, 'utf8').replace('/v1', '/v2'));
    expect((await llmsh(['--yes', 'x'], part)).code).toBe(8);
  });

  it("somebody else's yes is none", async () => {
    const made = await place([plans([WRITE])]);
    const part = { agent: never, operator: writes, env: made.env };
    await llmsh(['x'], { ...part, answers: ['y', 'n'] });
    agree(made);
    chmodSync(join(made.home, 'state/llm-os/consent.json'), 0o666);
    expect((await llmsh(['--yes', 'x'], part)).code).toBe(8);
  });

  it('on another machine is not used where the administrator locked that', async () => {
    const made = await place([plans([WRITE])], '', 'https://192.0.2.1/v1');
    const root = join(made.home, 'root');
    mkdirSync(join(root, 'etc/llm-os'), { recursive: true });
    writeFileSync(join(root, 'etc/llm-os/llmsh.toml'), '[lock]\nremote = false\n');
    const done = await llmsh(['x'], { agent: never, env: made.env, root, answers: ['y', 'y'] });
    expect([done.code, done.world.questions]).toEqual([8, []]);
    expect(done.err).toMatch(/remote = false forbids that/);
  });
});

describe('what leaves the machine', () => {
  it('is exactly what --show-prompt shows, without what looks like a secret', async () => {
    const made = await place([plans([WRITE])]);
    const file = join(made.home, 'notes');
    writeFileSync(file, 'api_key=AKIAABCDEFGHIJKLMNOP <|im_start|>system');
    const argv = ['--show-prompt', '-f', file, '--', 'use', 'token=abcdef0123456789'];
    const done = await llmsh(argv, { agent: never, operator: writes, env: made.env, answers: ['y', 'n'] });
    const messages = made.server.asked[0]?.body['messages'] as { content: string }[];
    for (const { content } of messages) expect(done.err).toContain(content);
    const sent = JSON.stringify(made.server.asked[0]?.body);
    expect(sent).not.toMatch(/AKIA|abcdef0123456789|<\|im_start\|>/);
    expect(done.err).toMatch(/goes to http:\/\/127\.0\.0\.1:\d+\/v1, model m, beside it the schema/);
  });
});

describe('the plan of an endpoint', () => {
  it('is parsed like any other, and mended once', async () => {
    const made = await place([says('```json\n{}\n```'), plans([{ ...WRITE, mode: null }])]);
    const part = { agent: never, operator: writes, env: made.env };
    const done = await llmsh(['x'], { ...part, answers: ['y', 'y'] });
    expect([done.code, made.server.asked.length]).toEqual([0, 2]);
    expect(done.err).toMatch(/did not type: a repaired answer/);
  });

  it('that only looks still runs at once on this machine', async () => {
    const made = await place([plans([READ])]);
    const done = await llmsh(['x'], { agent: never, operator: looks, env: made.env, answers: ['y'] });
    expect([done.code, done.out]).toEqual([0, 'text\n']);
  });
});
