import { describe, expect, it } from 'vitest';
import { answering, scoring, type Reply } from '../../agent/shell/fake-agent.js';
import { llmsh, LOOK, OWN, type Run } from './harness.js';
import { created, rehearsing, type Found } from './rehearsing.js';

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
    const done = await draft(['--yes', 'frobnicate nginx'], drafting('do', 'poweroff --frob nginx'));
    expect(done.members).toEqual([]);
    expect(done.out).toContain('poweroff --frob nginx');
    expect(done.out).toContain('poweroff acts on the running system');
  });

  describe('that no action covers', () => {
    const PACK = drafting('do', 'tar -czf docs.tar.gz docs', 0.9);
    const words = ['pack docs into docs.tar.gz'];
    const found = { changes: [created('/home/alice/work/docs.tar.gz')], summary: '1 created below /home/alice/work' };
    const run = async (argv: string[], found: Partial<Found> | Partial<Found>[], answers?: string[]): Promise<Run> => {
      const operator = { preview: () => OWN, call: () => [{}], raw: rehearsing(found) };
      return await llmsh([...argv, ...words], { agent: PACK, operator, env, ...(answers && { answers }) });
    };
    const called = ({ members }: Run) => members.filter(member => /Rehears|Apply|Exec|Authorize/.test(member));

    it('is rehearsed, shown, and only its changes are made, after one yes', async () => {
      const done = await run([], found, ['y']);
      expect([done.code, called(done)]).toEqual([0, ['Rehearse', 'ApplyChanges']]);
      expect(done.calls.find(({ member }) => member === 'Rehearse')?.body).toMatchObject([
        'tar -czf docs.tar.gz docs',
        { cwd: '/home/alice/work' },
      ]);
      expect(done.calls.find(({ member }) => member === 'ApplyChanges')?.body.slice(0, 2)).toEqual([
        'id-1',
        'digest-1',
      ]);
      expect(done.world.questions).toEqual(['Make these changes? [y/N] ']);
      expect(done.err).toMatch(/tar -czf docs\.tar\.gz docs[\s\S]*docs\.tar\.gz[\s\S]*llmsh undo rec-9/);
    });

    it.each([['n'], [undefined]])('is forgotten without a yes: %s', async answer => {
      const done = await run([], found, answer === undefined ? undefined : [answer]);
      expect([done.code, called(done)]).toEqual([3, ['Rehearse', 'DropRehearsal']]);
    });

    it('is not applied where it fails in the copy, whatever it changed there, and the end of what it said is shown', async () => {
      const stderr = `${'old\n'.repeat(100)}tar: \u001B[2Jdocs: no such file\n`;
      const done = await run(['--yes'], { ...found, exitStatus: 2, stderr });
      expect([done.code, called(done)]).toEqual([1, ['Rehearse', 'DropRehearsal']]);
      expect(done.err).toMatch(/no such file[\s\S]*ended with 2 in the rehearsal; nothing was done/);
      expect(done.err.match(/^old$/gm)?.length).toBeLessThan(60);
      expect(done.err).not.toContain('\u001B');
    });

    it('is not applied where it changes nothing', async () => {
      const done = await run(['--yes'], { changes: [] });
      expect([done.code, called(done)]).toEqual([1, ['Rehearse', 'DropRehearsal']]);
      expect(done.err).toContain('it changes nothing; nothing was done');
    });

    it('is rehearsed as root after a question of its own where the person may not do it', async () => {
      const refused = { ...found, exitStatus: 1, stderr: 'tar: docs: Permission denied\n' };
      const done = await run([], [refused, found], ['y', 'y']);
      expect(called(done)).toEqual(['Rehearse', 'DropRehearsal', 'Rehearse', 'ApplyChanges']);
      expect(done.calls.filter(({ member }) => member === 'Rehearse').map(({ body }) => Object(body[1]).user)).toEqual([
        undefined,
        'root',
      ]);
      const kept = await run([], [refused, found], ['n']);
      expect(called(kept)).toEqual(['Rehearse', 'DropRehearsal']);
    });

    it('waits for a yes of the person where it names a file that nobody named, also with --yes', async () => {
      const agent = drafting('do', 'tar -czf backup.tgz docs', 0.9);
      const operator = { preview: () => OWN, call: () => [{}], raw: rehearsing(found) };
      const done = await llmsh(['--yes', 'pack docs'], { agent, operator, env });
      expect(called(done)).toEqual(['Rehearse', 'DropRehearsal']);
      expect(done.err).toContain('a guess (backup.tgz)');
    });

    it('has all of the rehearsal in the one json object', async () => {
      const done = await run(['--yes', '--json'], { ...found, stdout: 'said\n' });
      expect(JSON.parse(done.out)).toMatchObject({
        steps: [
          {
            action: 'run_script',
            status: 'done',
            record: 'rec-9',
            rehearsal: {
              exit_status: 0,
              stdout: 'said\n',
              applied: true,
              changes: [{ path: '/home/alice/work/docs.tar.gz' }],
            },
          },
        ],
      });
    });

    it('is planned and not rehearsed with --plan-only', async () => {
      const done = await run(['--plan-only', '--json'], found);
      expect(done.members).toEqual([]);
      expect(JSON.parse(done.out).steps).toEqual([
        { action: 'run_script', script: 'tar -czf docs.tar.gz docs', cwd: '/home/alice/work' },
      ]);
    });
  });

  it('does nothing, with --yes as well, where the second vote doubts it', async () => {
    const done = await draft(['--yes', `if it is empty, ${WORDS}`], drafting('do', 'echo world > hello.txt', 0.1));
    expect(done.members).toEqual([]);
    expect(done.out).toContain('echo world > hello.txt');
  });

  it('is in the one json object of a run, words and all', async () => {
    const done = await draft(['--json', 'frobnicate nginx'], drafting('do', 'poweroff --frob nginx'));
    expect(JSON.parse(done.out)).toMatchObject({
      version: 1,
      steps: [],
      say: expect.stringContaining('poweroff --frob nginx'),
    });
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
