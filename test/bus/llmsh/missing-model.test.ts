import { afterEach, describe, expect, it, vi } from 'vitest';
import { planning } from '../../agent/shell/fake-agent.js';
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

// the played agent has the file of another one
const env = { XDG_DATA_HOME: '/home/alice/data', LLMOS_MODEL: 'small' };
const operator = { preview: () => CONFINED, call: () => [{}] };
const ask = (argv: readonly string[], answers?: string[]) =>
  llmsh(argv, { agent: planning([EXEC]), operator, env, ...(answers && { answers }) });

describe('a model that is not on this machine', () => {
  it('plans after it was fetched, if the person says so', async () => {
    const done = await ask(['--plan-only', 'x'], ['y']);
    expect([done.code, done.world.questions]).toEqual([0, ['Get it now? [y/N] ']]);
    expect(pulled.names).toEqual(['/home/alice/data/llm-os/models small']);
    expect(done.agent.requests).toHaveLength(1);
    expect(done.err).toMatch(/There is no language model[\s\S]*sha256 is checked[\s\S]*The model is here/);
    expect(done.out).toMatch(/uptime/);
  });

  it('is not fetched where the person says no, and nothing is planned', async () => {
    const done = await ask(['x'], ['n']);
    expect([done.code, pulled.names, done.agent.requests.length]).toEqual([8, [], 0]);
    expect(done.err).toMatch(/later: llmsh model pull small/);
  });

  it.each([
    ['for a program', ['--json', 'x'], ['y']],
    ['without a terminal', ['x'], undefined],
  ])('is told %s, which nobody is asked about', async (_, argv, answers) => {
    const done = await ask(argv, answers);
    expect([done.code, done.world.questions, pulled.names]).toEqual([8, [], []]);
    expect(done.err).toContain('llmsh model pull small');
  });

  it('is given up where it cannot be fetched', async () => {
    pulled.fails = true;
    const none = await ask(['x'], ['y']);
    expect([none.code, none.agent.requests.length]).toEqual([8, 0]);
    expect(none.err).toMatch(/no source has it/);
  });
});
