import { describe, expect, it } from 'vitest';
import { planning } from '../../agent/shell/fake-agent.js';
import { CONFINED, EXEC, facts, llmsh, LOOK, OWN, PROTECTED, READ, WRITE } from './harness.js';
import { DoubleError } from './operator-double.js';

const writes = { preview: () => OWN, call: () => [5] };

describe('a sentence becomes a call', () => {
  it('shows the plan, asks, calls the bus and says that it is done', async () => {
    const done = await llmsh(['create', 'hello.txt'], { agent: planning([WRITE]), operator: writes, answers: ['y'] });
    expect(done.code).toBe(0);
    expect(done.world.questions).toHaveLength(1);
    expect(done.members).toEqual(['Preview', 'WriteFile']);
    expect(done.calls[1]?.body.slice(0, 2)).toEqual(['/home/alice/work/hello.txt', 'world']);
    expect(done.calls[1]?.interactive).toBe(true);
    expect(done.err).toMatch(/hello\.txt/);
    expect(done.err).toMatch(/step 1: done/);
  });

  it.each([[''], ['n'], ['ja'], ['yes!'], [undefined]])('runs nothing where the answer is %j', async answer => {
    const done = await llmsh(['x'], { agent: planning([WRITE]), operator: writes, answers: [answer] });
    expect(done.code).toBe(3);
    expect(done.members).toEqual(['Preview']);
  });

  it('runs nothing that changes without a terminal, and says what confirms', async () => {
    const done = await llmsh(['x'], { agent: planning([WRITE]), operator: writes });
    expect(done.code).toBe(3);
    expect(done.members).toEqual(['Preview']);
    expect(done.err).toMatch(/--yes/);
  });

  it('takes --yes for our own question only', async () => {
    const done = await llmsh(['--yes', 'x'], { agent: planning([WRITE]), operator: writes });
    expect(done.code).toBe(0);
    expect(done.members).toEqual(['Preview', 'WriteFile']);
  });

  it('asks nothing before steps that only look, and prints what they found', async () => {
    const script = { preview: () => LOOK, call: () => ['the machine\n'] };
    const done = await llmsh(['read', 'it'], { agent: planning([READ]), operator: script });
    expect([done.code, done.out]).toEqual([0, 'the machine\n']);
    const confined = { preview: () => CONFINED, call: () => [0, 'up 3 days\n', ''] };
    expect((await llmsh(['up?'], { agent: planning([EXEC]), operator: confined })).out).toBe('up 3 days\n');
  });

  it('asks before them with --ask, and where a password would be asked', async () => {
    const script = { preview: () => LOOK, call: () => ['x'] };
    expect((await llmsh(['--ask', 'x'], { agent: planning([READ]), operator: script })).code).toBe(3);
    const guarded = { preview: () => facts('read-protected-file', 'challenge'), call: () => ['x'] };
    expect((await llmsh(['x'], { agent: planning([READ]), operator: guarded })).code).toBe(3);
  });

  it('previews and runs nothing with --dry-run', async () => {
    const done = await llmsh(['--dry-run', '--yes', 'x'], { agent: planning([WRITE]), operator: writes });
    expect([done.code, done.members]).toEqual([0, ['Preview']]);
  });
});

describe('a program that is on no list', () => {
  const denies = (_: string, parameters: Record<string, unknown>) => {
    if (parameters['tier'] === 'caller') return facts('exec-as-caller', 'challenge');
    throw new DoubleError('org.llmos.Error.NotPermittedCanWiden', 'make is not on the list');
  };
  const script = { preview: denies, call: () => [0, 'made', ''] };

  it('is shown as any program, and sent with tier caller after a yes only', async () => {
    const done = await llmsh(['x'], { agent: planning([EXEC]), operator: script, answers: ['y'] });
    expect(done.err).toMatch(/any program, as yourself \(password\)/);
    const call = done.calls.find(({ member }) => member === 'Exec');
    expect(call?.body[1]).toMatchObject({ tier: 'caller' });
    expect((await llmsh(['x'], { agent: planning([EXEC]), operator: script, answers: ['n'] })).members).not.toContain(
      'Exec',
    );
  });
});

const MISTYPED = 'not authorized for org.llmos.operator1.write-file: authentication failed or was refused';

describe('passwords', () => {
  it('asks three times for a mistyped password, and no more', async () => {
    const script = {
      preview: () => PROTECTED,
      call: () => Promise.reject(new DoubleError('org.llmos.Error.NotAuthorized', MISTYPED)),
    };
    const done = await llmsh(['x'], { agent: planning([WRITE]), operator: script, answers: ['y'] });
    expect(done.code).toBe(4);
    expect(done.members.filter(member => member === 'WriteFile')).toHaveLength(3);
  });

  it.each([
    ['a rule', 'an authorization rule or the policy forbids it to this caller'],
    ['another service', 'org.freedesktop.timedate1.set-timezone is forbidden to this caller'],
  ])('asks once only where %s says no', async (_, reason) => {
    const call = () => Promise.reject(new DoubleError('org.llmos.Error.NotAuthorized', reason));
    const part = { agent: planning([WRITE]), operator: { preview: () => PROTECTED, call }, answers: ['y'] };
    const done = await llmsh(['x'], part);
    expect([done.code, done.members.filter(member => member === 'WriteFile').length]).toEqual([4, 1]);
    expect(done.err).not.toContain('once more');
  });

  it('asks once only where the account has expired meanwhile, and says so', async () => {
    const call = () => Promise.reject(new DoubleError('org.llmos.Error.NotAuthorized', MISTYPED));
    const told: Record<string, string> = {
      passwd: 'alice P 2026-01-01 0 99999 7 -1\n',
      env: 'Password expires : password must be changed\n',
      getent: 'sudo:x:27:alice,bob\n',
    };
    const runProgram = async (file: string) => ({ exitCode: 0, stdout: told[file] ?? '', stderr: '' });
    const operator = { preview: () => PROTECTED, call };
    const done = await llmsh(['x'], { agent: planning([WRITE]), operator, answers: ['y'], runProgram });
    expect([done.code, done.members.filter(member => member === 'WriteFile').length]).toEqual([4, 1]);
    expect(done.err + done.out).toMatch(/password has expired/);
  });

  it.each([
    ['again after a prompt that had left', ['', 'CanObtain'], 0, 3],
    ['once only where it does not come back', ['', 'CanObtain', 'CanObtain'], 4, 3],
    ['not where there was none to begin with', ['CanObtain'], 4, 1],
  ])('asks %s', async (_, refusals, code, asked) => {
    const answers = [...refusals];
    const call = () => {
      const refusal = answers.shift();
      if (refusal === undefined) return [1];
      throw new DoubleError(`org.llmos.Error.NotAuthorized${refusal}`, MISTYPED);
    };
    const part = { agent: planning([WRITE]), operator: { preview: () => PROTECTED, call }, answers: ['y'] };
    const done = await llmsh(['x'], part);
    expect([done.code, done.members.filter(member => member === 'WriteFile').length]).toEqual([code, asked]);
  });

  it('asks no second time after a prompt was dismissed', async () => {
    const script = {
      preview: () => PROTECTED,
      call: () => Promise.reject(new DoubleError('org.llmos.Error.NotAuthorizedDismissed', '')),
    };
    const done = await llmsh(['x'], { agent: planning([WRITE]), operator: script, answers: ['y'] });
    expect(done.members.filter(member => member === 'WriteFile')).toHaveLength(1);
  });

  it('says of a step that it cannot be undone where its preview says so', async () => {
    const preview = () => ({ ...PROTECTED, undo: 'no: nothing comes that was not there' });
    const done = await llmsh(['x'], { agent: planning([WRITE]), operator: { preview }, answers: ['n'] });
    expect(done.err + done.out).toContain('cannot be undone');
  });

  it('says instead of asking that nobody can answer where the account is locked', async () => {
    const done = await llmsh(['x'], {
      agent: planning([WRITE]),
      operator: { preview: () => PROTECTED },
      answers: ['y'],
      runProgram: async file => ({
        exitCode: 0,
        stdout: file === 'passwd' ? 'alice L 2026-01-01 0 99999 7 -1\n' : 'sudo:x:27:alice\n',
        stderr: '',
      }),
    });
    expect([done.code, done.world.questions]).toEqual([4, []]);
    expect(done.err).toMatch(/sudo passwd alice/);
  });
});
