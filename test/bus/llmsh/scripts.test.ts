import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { planning } from '../../agent/shell/fake-agent.js';
import { llmsh, LOOK, OWN, READ, WRITE, type Run } from './harness.js';
import { created, rehearsing, type Found } from './rehearsing.js';

const SCRIPT = { action: 'run_script', script: 'tar xf a.tar', cwd: '/srv' };
const FOUND = { changes: [created('/srv/a')], summary: '1 created below /srv' };

describe('a plan file with a script', () => {
  let directory = '';
  beforeEach(() => {
    directory = mkdtempSync(join(tmpdir(), 'llmos-scripts-'));
  });
  afterEach(() => rmSync(directory, { recursive: true }));

  const apply = async (steps: unknown[], options: string[] = [], answers?: string[], found: Partial<Found> = FOUND) => {
    const file = join(directory, 'plan.json');
    writeFileSync(file, JSON.stringify({ steps }));
    const preview = (action: string) => (action === 'write_file' ? OWN : LOOK);
    const call = ({ member }: { member: string }) => (member === 'WriteFile' ? [5] : ['found']);
    const operator = { preview, call, raw: rehearsing(found) };
    return await llmsh(['apply', ...options, file], { agent: planning([]), operator, ...(answers && { answers }) });
  };
  const called = ({ members }: Run) =>
    members.filter(member => !/^(?:Preview|GetNameOwner|AddMatch|Hello)$/.test(member));

  it('is rehearsed again, and only what that found is made', async () => {
    const done = await apply([SCRIPT], [], ['y']);
    expect([done.code, called(done)]).toEqual([0, ['Rehearse', 'ApplyChanges']]);
    expect(done.calls.at(-1)?.body.slice(0, 2)).toEqual(['id-1', 'digest-1']);
  });

  it.each([
    ['an id', { id: 'id-7', digest: 'digest-7' }],
    ['a change set', { changes: [created('/etc/evil')] }],
    ['another user than root', { user: 'bob' }],
    ['a zero byte', { script: 'a\0b' }],
  ])('that brings %s along is no plan', async (_, more) => {
    const done = await apply([{ ...SCRIPT, ...more }], ['--yes']);
    expect([done.code, done.members]).toEqual([7, []]);
  });

  it('hands on where, as whom, with what input and how long it runs', async () => {
    const done = await apply([{ ...SCRIPT, user: 'root', stdin: 'in', timeout_s: 9 }], ['--yes']);
    const [rehearsed] = done.calls.filter(({ member }) => member === 'Rehearse');
    expect(rehearsed).toMatchObject({ interactive: true, body: ['tar xf a.tar', { cwd: '/srv', user: 'root' }] });
    expect(Object(rehearsed?.body[1])).toMatchObject({ stdin: 'in', timeout_s: 9 });
  });

  it('gives a script of root the home of the person where it names one', async () => {
    const done = await apply([{ ...SCRIPT, script: 'cp ~/a /etc', user: 'root' }], ['--yes']);
    expect(done.calls.find(({ member }) => member === 'Rehearse')?.body[0]).toBe(
      'HOME=/home/alice USER=alice LOGNAME=alice\ncp ~/a /etc',
    );
  });

  it('has the steps before it done first, and asks about the script when its turn comes', async () => {
    const done = await apply([WRITE, SCRIPT], [], ['y', 'y']);
    expect([done.code, called(done)]).toEqual([0, ['WriteFile', 'Rehearse', 'ApplyChanges']]);
    expect(done.world.questions).toEqual(['Carry out this plan? [y/N/e(dit)] ', 'Make these changes? [y/N] ']);
    expect(done.err).toContain('rehearsed when its turn comes');
  });

  it('rehearses nothing where a step before it was not done', async () => {
    const done = await apply([WRITE, SCRIPT], ['--json'], ['n']);
    expect([done.code, called(done)]).toEqual([3, []]);
    expect(JSON.parse(done.out).steps.map(({ status }: { status: string }) => status)).toEqual(['skipped', 'skipped']);
  });

  it('needs no question for a look before it', async () => {
    const done = await apply([READ, SCRIPT], [], ['y']);
    expect([done.code, called(done)]).toEqual([0, ['ReadFile', 'Rehearse', 'ApplyChanges']]);
  });

  it.each([
    ['before another step', [SCRIPT, WRITE]],
    ['twice', [SCRIPT, { ...SCRIPT, script: 'true' }]],
  ])('is refused with a sentence where it stands %s', async (_, steps) => {
    const done = await apply(steps, ['--yes']);
    expect([done.code, called(done)]).toEqual([6, []]);
    expect(done.err).toMatch(/step 1 is a script.*let it stand alone or last.*nothing was run/);
  });

  it('makes nothing with --dry-run, and shows what it would change', async () => {
    const done = await apply([SCRIPT], ['--dry-run']);
    expect([done.code, called(done)]).toEqual([0, ['Rehearse', 'DropRehearsal']]);
    expect(done.err).toContain('/srv/a');
  });

  it('ends as interrupted where ctrl-c ends its question, and is forgotten', async () => {
    const file = join(directory, 'plan.json');
    writeFileSync(file, JSON.stringify({ steps: [SCRIPT] }));
    const done = await llmsh(['apply', file], {
      agent: planning([]),
      operator: { raw: rehearsing(FOUND) },
      answers: ['y'],
      meanwhile: world => {
        const tty = world.terminal.openTty();
        const ask = async () => {
          world.interrupt();
          return await Promise.resolve(undefined);
        };
        Object.assign(world.terminal, { openTty: () => ({ ...tty, ask }) });
      },
    });
    expect([done.code, called(done)]).toEqual([130, ['Rehearse', 'DropRehearsal']]);
  });

  it('is shown whole, with nothing that a terminal acts on', async () => {
    const done = await apply([{ ...SCRIPT, script: 'true\n# \u001B[2Jx' }], ['--dry-run']);
    expect(done.err).toMatch(/\| true\n.*\| # \\x1b\[2Jx/);
  });
});
