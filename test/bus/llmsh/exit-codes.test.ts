import { describe, expect, it } from 'vitest';
import { planning } from '../../agent/shell/fake-agent.js';
import { CONFINED, EXEC, facts, llmsh, LOOK, OWN, PROTECTED, READ, WRITE } from './harness.js';
import { DoubleError } from './operator-double.js';

describe('exit codes and truth', () => {
  const refusing = (name: string, text = 'because') => ({
    preview: () => PROTECTED,
    call: () => Promise.reject(new DoubleError(name, text)),
  });

  it.each([
    ['org.llmos.Error.NotAuthorized', 4, 'refused'],
    ['org.llmos.Error.NotAuthorizedCanObtain', 4, 'refused', '(org.llmos.operator1.create-file)'],
    ['org.llmos.Error.NotAuthorizedDismissed', 5, 'dismissed'],
    ['org.llmos.Error.NotPermitted', 6, 'refused'],
    ['org.llmos.Error.NotPermittedCanWiden', 6, 'refused'],
    ['org.freedesktop.DBus.Error.InvalidArgs', 6, 'refused'],
    ['org.llmos.Error.Failed', 1, 'failed'],
    ['org.llmos.Error.TimedOut', 1, 'failed'],
    ['org.llmos.Error.AuditFailed', 1, 'failed'],
    ['org.example.Error.Strange', 1, 'failed'],
  ])('%s ends with %i, its step %s and the next one skipped', async (name, code, status, told = 'because') => {
    const plan = planning([WRITE, READ]);
    const done = await llmsh(['--yes', '--json', 'x'], { agent: plan, operator: refusing(name) });
    expect(done.code).toBe(code);
    const report = JSON.parse(done.out);
    expect(Object.keys(report)).toEqual(['version', 'steps']);
    expect(report.steps.map((step: { status: string }) => step.status)).toEqual([status, 'skipped']);
    expect(Object.keys(report.steps[0])).toEqual(['action', 'status', 'record', 'exit_status', 'error']);
    expect(report.steps[0].error).toContain(told);
    expect(done.members.filter(member => member === 'ReadFile')).toEqual([]);
    expect(done.err).not.toMatch(/: done/);
  });

  it('reports a program that failed as failed, with its status and its output', async () => {
    const script = { preview: () => CONFINED, call: () => [3, 'half', 'oh no'] };
    const done = await llmsh(['--json', 'x'], { agent: planning([EXEC]), operator: script });
    expect(done.code).toBe(1);
    expect(JSON.parse(done.out).steps).toEqual([
      { action: 'exec', status: 'failed', record: 'rec-1', exit_status: 3, error: null },
    ]);
    expect(done.err).toMatch(/half[\s\S]*oh no/);
  });

  it('ends with 9 where no helper answers, and names the cure', async () => {
    const done = await llmsh(['--yes', '--json', 'x'], { agent: planning([WRITE]) });
    expect(done.code).toBe(9);
    expect(JSON.parse(done.out)).toEqual({ version: 1, steps: [] });
    expect(done.err).toMatch(/llmsh doctor/);
  });

  it('says that the outcome is unknown where the helper dies in the middle', async () => {
    const script = {
      preview: () => OWN,
      call: (_: unknown, double: { die(): void }) => {
        double.die();
        return new Promise<unknown[]>(() => {});
      },
    };
    const done = await llmsh(['--yes', 'x'], { agent: planning([WRITE]), operator: script });
    expect(done.code).toBe(1);
    expect(done.err).toMatch(/outcome is not known/);
  });

  it('does not ask for what a bound or a rule refuses anyway', async () => {
    const bound = {
      preview: () => Promise.reject(new DoubleError('org.llmos.Error.NotPermitted', 'never /etc/shadow')),
    };
    const done = await llmsh(['x'], { agent: planning([READ, WRITE]), operator: bound, answers: ['y'] });
    expect([done.code, done.world.questions]).toEqual([6, []]);
    expect(done.err).toMatch(/never \/etc\/shadow/);
    const rule = { preview: () => facts('create-file', 'no') };
    expect((await llmsh(['x'], { agent: planning([WRITE]), operator: rule, answers: ['y'] })).code).toBe(4);
  });

  it('previews a later step again once the earlier ones ran', async () => {
    let written = false;
    const script = {
      preview: (action: string) => {
        if (action === 'write_file') return OWN;
        if (!written) throw new DoubleError('org.llmos.Error.Failed', 'no such file');
        return LOOK;
      },
      call: ({ member }: { member: string }) => {
        written = true;
        return member === 'WriteFile' ? [5] : ['world'];
      },
    };
    const done = await llmsh(['x'], { agent: planning([WRITE, READ]), operator: script, answers: ['y'] });
    expect([done.code, done.out]).toEqual([0, 'world\n']);
    expect(done.members).toEqual(['Preview', 'Preview', 'WriteFile', 'Preview', 'ReadFile']);
  });
});
