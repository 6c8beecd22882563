import { describe, expect, it } from 'vitest';
import { answering, scoring, type Reply } from '../../agent/shell/fake-agent.js';
import { llmsh, LOOK, OWN, type Run } from './harness.js';

const env = { LLMOS_PLANNER: 'draft' };

/** the order in which a draft asks: label, line, vote */
function drafting(label: string, line?: string, yes?: number): Reply[] {
  return [
    scoring({ [label]: 0.95 }),
    ...(line === undefined ? [] : [answering(line)]),
    ...(yes === undefined ? [] : [scoring({ yes, no: 1 - yes })]),
  ];
}

async function draft(words: readonly string[], agent: readonly Reply[], answers?: string[]): Promise<Run> {
  const operator = { preview: () => OWN, call: () => [{}] };
  return await llmsh([...words], { agent, operator, env, ...(answers && { answers }) });
}

describe('a request that goes by a shell draft', () => {
  const WORDS = 'write "world" to hello.txt';
  const write = drafting('do', "echo 'world' > hello.txt", 0.9);

  it('becomes a typed call behind a yes', async () => {
    const done = await draft([WORDS], write, ['y']);
    expect(done.calls.filter(({ member }) => member === 'WriteFile')).toHaveLength(1);
    expect(done.agent.requests).toHaveLength(3);
  });

  it('is not carried out with a no', async () => {
    const done = await draft([WORDS], write, ['n']);
    expect(done.members).not.toContain('WriteFile');
  });

  it.each(['not', 'later', 'elsewhere', 'harm', 'cannot'])(
    'is a plain sentence for %s, and nothing is called',
    async label => {
      const done = await draft(['--yes', 'whatever nginx'], drafting(label));
      expect([done.code, done.members]).toEqual([0, []]);
      expect(done.out).toMatch(/^[A-Z].+\.\n$/u);
      expect(done.agent.requests).toHaveLength(1);
    },
  );

  it('is answered in words of the model where it is a general question', async () => {
    const done = await draft(['what is nginx?'], [scoring({ answer: 0.9 }), answering('A web server.')]);
    expect([done.code, done.members, done.out]).toEqual([0, [], 'A web server.\n']);
  });

  it('offers the line with the reason where no action covers it, also with --yes', async () => {
    const done = await draft(['--yes', 'frobnicate nginx'], drafting('do', 'frob --hard nginx'));
    expect(done.members).toEqual([]);
    expect(done.out).toContain('frob --hard nginx');
    expect(done.out).toContain('no action does what frob does');
  });

  it('does nothing, with --yes as well, where the second vote doubts it', async () => {
    const done = await draft(['--yes', `if it is empty, ${WORDS}`], drafting('do', 'echo world > hello.txt', 0.1));
    expect(done.members).toEqual([]);
    expect(done.out).toContain('echo world > hello.txt');
  });

  it('is in the one json object of a run, words and all', async () => {
    const done = await draft(['--json', 'frobnicate nginx'], drafting('do', 'frob nginx'));
    expect(JSON.parse(done.out)).toMatchObject({ version: 1, steps: [], say: expect.stringContaining('frob nginx') });
  });

  it('explains every stage with --explain-plan', async () => {
    const done = await draft(['--explain-plan', '--plan-only', WORDS], write);
    for (const part of [
      'intent: do 0.95',
      'example: ',
      "draft: echo 'world' > hello.txt",
      'write_file',
      'second vote: ',
      'tokens: ',
    ])
      expect(done.err).toContain(part);
  });

  it('explains why nothing was drafted', async () => {
    const done = await draft(['--explain-plan', "don't restart nginx"], drafting('not'));
    expect(done.err).toContain('intent: not');
    expect(done.err).not.toContain('draft:');
  });

  it('shows no control character of a draft', async () => {
    const done = await draft(['frobnicate nginx'], drafting('do', 'frob \u001B[2J nginx'));
    expect(done.out).not.toContain('\u001B');
  });
});

it('a look goes without a question', async () => {
  const operator = { preview: () => LOOK, call: () => [{ content: 'x' }] };
  const done = await llmsh(['show me /etc/hostname'], { agent: drafting('look', 'cat /etc/hostname'), operator, env });
  expect(done.world.questions).toEqual([]);
});
