import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import type { Token } from 'node-llama-cpp';
import { describe, expect } from 'vitest';
import type { Loaded } from '../../../agent/llama/llama.js';
import { checkMemory } from '../../../agent/llama/memory-check.js';
import { Queue } from '../../../agent/server/queue.js';
import { generate, readTokens } from '../../../agent/server/sequence.js';
import { attack } from '../../attack/attack.js';

const TOKENS = Array.from({ length: 640 }, (_, index) => index as Token);
const never = new AbortController().signal;

// the library, as far as reading and writing go
function fakeModel(onRead: (tokens: readonly Token[]) => void): Loaded {
  const sequence = {
    nextTokenIndex: 0,
    compareContextTokens: () => ({ firstDifferentIndex: 0 }),
    evaluateWithoutGeneratingNewTokens: async (tokens: readonly Token[]) => onRead(tokens),
    evaluate: async function* () {
      while (true) yield TOKENS[1];
    },
  };
  const model = { detokenize: (tokens: readonly Token[]) => 'again '.repeat(tokens.length) };
  return { sequence, model, shareCores: () => undefined } as unknown as Loaded;
}

function withMachine(files: Readonly<Record<string, string>>, work: (root: string) => Promise<void>): Promise<void> {
  const root = mkdtempSync(join(tmpdir(), 'llmos-memory-'));
  for (const [path, text] of Object.entries(files)) {
    mkdirSync(join(root, dirname(path)), { recursive: true });
    writeFileSync(join(root, path), text);
  }
  return work(root).finally(() => rmSync(root, { recursive: true }));
}

const MEMINFO = 'MemTotal: 9000000 kB\nMemAvailable: 8000000 kB\n';

describe('attacks on the agent', () => {
  attack(
    'hang up while a prompt is read, and keep the model at it',
    { without: 'given all of the prompt at once, it read 640 tokens for nobody', tries: 10 },
    async ({ tries }) => {
      for (let piece = 1; piece <= tries; piece += 1) {
        const gone = new AbortController();
        const read: number[] = [];
        const model = fakeModel(({ length }) => {
          read.push(length);
          if (read.length === piece) gone.abort(new Error('gone'));
        });
        const whole = readTokens(model, TOKENS, gone.signal);
        // after the last piece an abort comes too late to reject
        await (piece < 10 ? expect(whole).rejects.toThrow('gone') : whole);
        expect(read).toEqual(Array.from({ length: piece }, () => 64));
      }
    },
  );

  attack(
    'a model that says the same for ever',
    { without: 'with three times the count let through, three times the words came back', tries: 3 },
    async () => {
      for (const maxTokens of [1, 50, 4096]) {
        const options = { maxTokens, temperature: 0, signal: never, onText: () => undefined };
        expect(
          await generate(
            fakeModel(() => undefined),
            1 as Token,
            options,
          ),
        ).toEqual({
          text: 'again '.repeat(maxTokens),
          tokens: maxTokens,
          finish: 'length',
        });
      }
    },
  );

  attack(
    'a line of clients that grows without end',
    { without: 'with no length of the line, all thousand waited', tries: 1000 },
    async ({ tries }) => {
      const queue = new Queue(8);
      let open = (): void => undefined;
      const door = new Promise<void>(resolve => (open = resolve));
      const asked = Array.from({ length: tries }, () =>
        queue.run(
          () => door,
          never,
          () => undefined,
        ),
      );
      const settled = Promise.allSettled(asked);
      await new Promise(resolve => setImmediate(resolve));
      open();
      const refused = (await settled).filter(({ status }) => status === 'rejected');
      expect(refused).toHaveLength(tries - 9);
    },
  );

  attack(
    'load a model where there is less memory than it needs',
    { without: 'with the control group left out, 8 GB counted as free', tries: 3 },
    async () => {
      const refusal = /^Error: big needs 2400 MB of memory, 200 MB are free: .*smaller model/;
      const machines = [
        { 'proc/meminfo': 'MemAvailable: 195313 kB\n' },
        {
          'proc/meminfo': MEMINFO,
          'proc/self/cgroup': '0::/user.slice/app.slice/agent\n',
          'sys/fs/cgroup/user.slice/memory.max': '300000000\n',
          'sys/fs/cgroup/user.slice/memory.current': '100000000\n',
        },
        {
          'proc/meminfo': MEMINFO,
          'proc/self/cgroup': '5:memory:/agent\n',
          'sys/fs/cgroup/memory/agent/memory.limit_in_bytes': '300000000\n',
          'sys/fs/cgroup/memory/agent/memory.usage_in_bytes': '100000000\n',
        },
      ];
      for (const files of machines) {
        await withMachine(files, async root => {
          const said = await checkMemory(2_400_000_000, 'big', root).catch(String);
          expect(String(said).replace(/^\w+:/, 'Error:')).toMatch(refusal);
        });
      }
      await withMachine({ 'proc/meminfo': MEMINFO }, root => checkMemory(2_400_000_000, 'big', root));
    },
  );
});
