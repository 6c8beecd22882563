import { chmodSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect } from 'vitest';
import { attack } from '../../attack/attack.js';
import { plans, says } from '../../agent/endpoints/wire-server.js';
import { planning } from '../../agent/shell/fake-agent.js';
import { agree, place } from './endpoint-place.js';
import { facts, llmsh, OWN, READ, WRITE } from './harness.js';

const never = planning([WRITE]);
const writes = { preview: () => OWN, call: () => [5] };

describe('words that should stay on this machine', () => {
  attack(
    'do not leave it by --yes, by json, by a talk model, or by a table that was pointed elsewhere',
    { without: 'ensureConsent() that returns at once: the endpoint was asked each time', tries: 5 },
    async () => {
      const made = await place([plans([WRITE])]);
      const part = { agent: never, operator: writes, env: made.env };
      for (const argv of [
        ['--yes', 'x'],
        ['--json', '--yes', 'x'],
        ['--plan-only', 'x'],
        ['--talk', 'x'],
      ]) {
        expect((await llmsh(argv, part)).code).toBe(8);
      }
      expect(made.server.asked).toEqual([]);
      await llmsh(['model', 'use', 'big'], { ...part, answers: ['y'] });
      agree(made);
      const file = join(made.home, 'llm-os/llmsh.toml');
      writeFileSync(file, readFileSync(file, 'utf8').replace('127.0.0.1', 'localhost'));
      expect((await llmsh(['--yes', '--model', 'big', 'x'], part)).code).toBe(8);
      expect(made.server.asked).toEqual([]);
    },
  );

  attack(
    'opened by a password, are not sent on without a question of their own',
    { without: 'admitResults() that asks nothing: the second request held the protected text', tries: 2 },
    async () => {
      for (const answers of [
        ['y', 'y', 'n'],
        ['y', 'y'],
      ]) {
        const look = says(JSON.stringify({ look: true, steps: [READ], say: null }));
        const made = await place([look, plans([], 'ok')]);
        const operator = {
          preview: () => facts('read-protected-file', 'challenge'),
          call: () => ['root:$6$abcdef:19000:0:99999:7:::'],
        };
        await llmsh(['x'], { agent: never, operator, env: made.env, answers });
        expect(made.server.asked).toHaveLength(2);
        expect(JSON.stringify(made.server.asked.map(({ body }) => body))).not.toContain('$6$abcdef');
      }
    },
  );

  attack(
    'are not opened by a key that others can read or change',
    { without: 'readFile() without the look at owner and mode: the key was used', tries: 3 },
    async () => {
      for (const mode of [0o644, 0o660, 0o604]) {
        const made = await place([plans([WRITE])], 'key_file = "KEYFILE"');
        chmodSync(made.keyFile, mode);
        const done = await llmsh(['x'], { agent: never, operator: writes, env: made.env, answers: ['y', 'y'] });
        expect([done.code, made.server.asked]).toEqual([8, []]);
      }
    },
  );
});
