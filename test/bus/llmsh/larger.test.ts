import { afterEach, describe, expect, it, vi } from 'vitest';
import { failing, planning, type Reply } from '../../agent/shell/fake-agent.js';
import { CONFINED, EXEC, llmsh } from './harness.js';

const pulled = vi.hoisted(() => ({ names: [] as string[], fails: false }));
// how a model is fetched is shown by test/agent/models/pull.test.ts
vi.mock('../../../agent/models/pull.js', async () => {
  const { ModelError } = await import('../../../agent/models/error.js');
  return {
    pullModel: async ({ name, directory }: { name: string; directory: string }) => {
      if (pulled.fails) throw new ModelError('no_source', 'no source has it');
      pulled.names.push(`${directory} ${name}`);
    },
  };
});
afterEach(() => {
  pulled.names.length = 0;
  pulled.fails = false;
});

const LEFT = 'the small model did not plan this (not sure enough): get the larger one with llmsh model pull tiny';
const left = failing(503, 'model_missing', LEFT);
const env = { XDG_DATA_HOME: '/home/alice/data' };
const operator = { preview: () => CONFINED, call: () => [{}] };
const ask = (argv: readonly string[], agent: readonly Reply[], answers?: string[]) =>
  llmsh(argv, { agent, operator, env, ...(answers && { answers }) });

describe('what the small model leaves, where there is no larger one', () => {
  it('is planned by that one after it was fetched, if the person says so', async () => {
    const done = await ask(['--plan-only', 'x'], [left, planning([EXEC])], ['y']);
    expect([done.code, done.world.questions]).toEqual([0, ['Get it now? [y/N] ']]);
    expect(pulled.names).toEqual(['/home/alice/data/llm-os/models tiny']);
    expect(done.agent.requests).toHaveLength(2);
    expect(done.err).toMatch(/The small model did not plan this[\s\S]*sha256 is checked[\s\S]*The model is here/);
    expect(done.out).toMatch(/uptime/);
  });

  it('is not planned where the person says no, and nothing is fetched', async () => {
    const done = await ask(['x'], [left, planning([EXEC])], ['n']);
    expect([done.code, pulled.names, done.agent.requests.length]).toEqual([8, [], 1]);
    expect(done.err).toMatch(/later: llmsh model pull tiny/);
  });

  it.each([
    ['for a program', ['--json', 'x'], ['y']],
    ['without a terminal', ['x'], undefined],
  ])('is told %s, which nobody is asked about', async (_, argv, answers) => {
    const done = await ask(argv, [left, planning([EXEC])], answers);
    expect([done.code, done.world.questions, pulled.names]).toEqual([8, [], []]);
    expect(done.err).toContain(LEFT);
  });

  it('is given up where it cannot be fetched, or is still not seen after that', async () => {
    pulled.fails = true;
    const none = await ask(['x'], [left, planning([EXEC])], ['y']);
    expect([none.code, none.agent.requests.length]).toEqual([8, 1]);
    expect(none.err).toMatch(/no source has it/);
    pulled.fails = false;
    const blind = await ask(['x'], [left, left], ['y', 'y']);
    expect([blind.code, blind.world.questions.length]).toEqual([8, 1]);
  });
});
