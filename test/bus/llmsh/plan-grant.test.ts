import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { planning } from '../../agent/shell/fake-agent.js';
import { llmsh, LOOK, PROTECTED, READ, WRITE } from './harness.js';
import { DoubleError } from './operator-double.js';

const OTHER = { ...WRITE, path: '/etc/other' };
const preview = (action: string) => (action === 'write_file' ? PROTECTED : LOOK);
const call = ({ member }: { member: string }) => (member === 'WriteFile' ? [5] : ['found']);
const refusing = (name: string) => ({
  preview,
  call,
  authorizePlan: () =>
    Promise.reject(
      new DoubleError(
        `org.llmos.Error.${name}`,
        name === 'NotAuthorized' ? 'authentication failed or was refused' : 'because',
      ),
    ),
});

describe('several steps that ask for a password', () => {
  it('ask once, and each is carried out under its own grant', async () => {
    const operator = { preview, call, authorizePlan: () => ['first', '', 'third'] };
    const done = await llmsh(['x'], { agent: planning([WRITE, READ, OTHER]), operator, answers: ['y'] });
    expect(done.code).toBe(0);
    expect(done.members.slice(3)).toEqual(['AuthorizePlan', 'WriteFile', 'ReadFile', 'WriteFile']);
    const grants = done.calls.slice(4).map(({ body }) => Object(body.at(-1))['grant']);
    expect(grants).toEqual(['first', undefined, 'third']);
    expect(done.calls[3]).toMatchObject({ interactive: true });
  });

  it.each([
    ['NotAuthorized', 4, 3],
    ['NotAuthorizedDismissed', 5, 1],
  ])('run none of them where it ends with %s', async (name, code, prompts) => {
    const done = await llmsh(['x'], { agent: planning([WRITE, OTHER]), operator: refusing(name), answers: ['y'] });
    expect(done.code).toBe(code);
    expect(done.members.filter(member => member === 'AuthorizePlan')).toHaveLength(prompts);
    expect(done.members).not.toContain('WriteFile');
  });

  it('ask one by one where the helper cannot ask for them at once', async () => {
    const done = await llmsh(['x'], {
      agent: planning([WRITE, OTHER]),
      operator: refusing('NotPermitted'),
      answers: ['y'],
    });
    expect(done.code).toBe(0);
    expect(done.members.filter(member => member === 'WriteFile')).toHaveLength(2);
  });

  it('ask in several prompts where one cannot show them all, the later ones when their turn comes', async () => {
    const sizes: number[] = [];
    const authorizePlan = ([given]: readonly unknown[]) => {
      const steps = Array.isArray(given) ? given : [];
      sizes.push(steps.length);
      if (steps.length > 2) throw new DoubleError('org.llmos.Error.NotPermitted', 'too long');
      return steps.map((_, index) => `grant${sizes.length}-${index}`);
    };
    const paths = ['/etc/a', '/etc/b', '/etc/c', '/etc/d'].map(path => ({ ...WRITE, path }));
    const operator = { preview, call, authorizePlan };
    const done = await llmsh(['x'], { agent: planning(paths), operator, answers: ['y'] });
    expect(done.code).toBe(0);
    expect(sizes).toEqual([4, 2, 2]);
    const written = done.calls.filter(({ member }) => member === 'WriteFile');
    expect(written.map(({ body }) => Object(body.at(-1))['grant'])).toEqual([
      'grant2-0',
      'grant2-1',
      'grant3-0',
      'grant3-1',
    ]);
    expect(done.err).toMatch(/shows 2 of these 4 steps/);
  });

  it('ask in parts of eight where a person brings a longer plan, which is said before the first', async () => {
    const directory = mkdtempSync(join(tmpdir(), 'llmos-long-plan-'));
    const file = join(directory, 'plan.json');
    const steps = Array.from({ length: 20 }, (_, index) => ({ ...WRITE, path: `/etc/${index}` }));
    writeFileSync(file, JSON.stringify({ steps }));
    const sizes: number[] = [];
    const authorizePlan = ([given]: readonly unknown[]) => {
      const part: unknown[] = Array.isArray(given) ? given : [];
      sizes.push(part.length);
      return part.map((_, index) => `grant${index}`);
    };
    const part = { agent: planning([]), operator: { preview, call, authorizePlan }, answers: ['y'] };
    const done = await llmsh(['apply', file], part);
    expect([done.code, sizes]).toEqual([0, [8, 8, 4]]);
    expect(done.members.filter(member => member === 'WriteFile')).toHaveLength(20);
    expect(done.err).toMatch(/shows 8 of these 20 steps[\s\S]*shows 8 of these 12 steps/);
    writeFileSync(
      file,
      JSON.stringify({ steps: Array.from({ length: 65 }, (_, at) => ({ ...WRITE, path: `/${at}` })) }),
    );
    expect((await llmsh(['apply', file], part)).err).toContain('steps: at most 64, there are 65');
    rmSync(directory, { recursive: true });
  });
});
