import { chmodSync, mkdirSync, mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { catalogOf } from '../../agent/catalog-of.js';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { runShell } from '../../../agent/shell/run-shell.js';
import { answering, failing, planning } from '../../agent/shell/fake-agent.js';
import { testCatalog } from '../../agent/shell/test-catalog.js';
import { testWorld } from '../../agent/shell/test-world.js';
import { llmsh, OWN, WRITE } from './harness.js';

const writes = { preview: () => OWN, call: () => [5] };
// an action with a list of names, which the others lack
const withPackages = catalogOf(
  JSON.stringify({
    ...testCatalog,
    actions: testCatalog.actions.map(action => {
      const packages = {
        type: 'array' as const,
        description: 'names',
        items: { type: 'string', pattern: '^[a-z0-9]+$' },
      };
      const params = { type: 'object' as const, properties: { packages }, required: ['packages'] };
      return action.name === 'echo' ? { ...action, name: 'get', params } : action;
    }),
  }),
);
const whole = JSON.stringify({ steps: [WRITE] });

describe('what the model says', () => {
  it('is run only where the answer ended and parsed', async () => {
    for (const agent of [answering(whole, null), answering(whole, 'length'), answering(whole, 'content_filter')]) {
      const done = await llmsh(['--yes', 'x'], { agent, operator: writes });
      expect([7, 8]).toContain(done.code);
      expect(done.members).toEqual([]);
    }
  });

  it('is asked for a second time where it is no plan, and not a third time', async () => {
    const done = await llmsh(['--yes', 'x'], { agent: answering('{"steps": [{"action": "fly"}]}'), operator: writes });
    expect([done.code, done.members, done.agent.requests.length]).toEqual([7, [], 2]);
  });

  it('is not covered by --yes where its errors went back to it', async () => {
    const agent = [answering('nonsense'), planning([WRITE])];
    const done = await llmsh(['--yes', 'x'], { agent, operator: writes });
    expect([done.code, done.members]).toEqual([3, ['Preview']]);
    expect(done.err).toMatch(/did not type: a repaired answer/);
  });

  it('is asked for a second time where it names more than was asked, and the person decides', async () => {
    const more = { action: 'get', packages: ['htop', 'iotop'] };
    const loadCatalog = () => withPackages;
    const part = { operator: writes, loadCatalog, answers: ['n'] };
    const mended = await llmsh(['get', 'htop'], {
      agent: [planning([more]), planning([{ ...more, packages: ['htop'] }])],
      ...part,
    });
    expect([mended.agent.requests.length, JSON.stringify(mended.calls[0]?.body)]).toEqual([
      2,
      expect.not.stringMatching(/iotop/),
    ]);
    expect(JSON.stringify(mended.agent.requests[1])).toContain('iotop was not asked for');
    const stays = await llmsh(['get', 'htop'], { agent: [planning([more]), answering('nonsense')], ...part });
    expect(JSON.stringify(stays.calls[0]?.body)).toMatch(/iotop/);
  });

  it('alone is an answer, and no failure', async () => {
    const done = await llmsh(['hello'], { agent: planning([], 'Hello! What shall I do?') });
    expect([done.code, done.out]).toEqual([0, 'Hello! What shall I do?\n']);
  });

  it('never reaches the terminal raw', async () => {
    const say = 'fine \u001B[2J\u001B]0;owned\u0007 \u202Etxt.exe \u200B';
    const done = await llmsh(['hello'], { agent: planning([], say) });
    for (const control of ['\u001B', '\u0007', '\u202E', '\u200B']) expect(done.out + done.err).not.toContain(control);
    expect(done.out).toContain(String.raw`\x1b[2J`);
  });

  it('ends with 7 where it never ends', async () => {
    const done = await llmsh(['x'], { agent: answering('a'.repeat(300 * 1024)), operator: writes });
    expect(done.code).toBe(7);
  });
});

describe('--plan-only', () => {
  it('prints one json object and nothing else, without asking the helper', async () => {
    const done = await llmsh(['--plan-only', '--json', 'x'], { agent: planning([WRITE]), operator: writes });
    expect(done.code).toBe(0);
    expect(JSON.parse(done.out)).toEqual({
      steps: [{ action: 'write_file', path: '/home/alice/work/hello.txt', content: 'world' }],
      say: '',
    });
    expect(done.out.trim().split('\n')).toHaveLength(1);
    expect(done.members).toEqual([]);
  });

  it('exits 0 with empty steps too', async () => {
    const done = await llmsh(['--plan-only', '--json', 'x'], { agent: planning([], 'No.') });
    expect([done.code, JSON.parse(done.out)]).toEqual([0, { steps: [], say: 'No.' }]);
  });
});

describe('no model', () => {
  it.each([
    [404, 'model_missing', 8],
    [503, 'not_enough_memory', 8],
    [503, 'cage_missing', 8],
    [400, 'context_length_exceeded', 7],
    [429, 'queue_full', 7],
  ])('http %i %s ends with %i in its own words', async (status, code, exit) => {
    const done = await llmsh(['x'], { agent: failing(status, code, 'the reason'), operator: writes });
    expect(done.code).toBe(exit);
    expect(done.err).toMatch(/the reason/);
  });

  it('offers to get one on a terminal, and takes no for an answer', async () => {
    const env = { LLMOS_MODELS: mkdtempSync(join(tmpdir(), 'llmsh-none-')) };
    const done = await llmsh(['x'], { agent: planning([WRITE]), env, answers: ['n'] });
    expect([done.code, done.world.questions]).toEqual([8, ['Get it now? [y/N] ']]);
    expect(done.err).toMatch(/Apache-2\.0[\s\S]*sha256/);
    expect((await llmsh(['x'], { agent: planning([WRITE]), env })).code).toBe(8);
  });

  it("refuses a stranger's socket directory, and starts the unit where there is none", async () => {
    const done = await llmsh(['x'], {
      agent: planning([WRITE]),
      operator: writes,
      meanwhile: world => chmodSync(join(world.terminal.env['XDG_RUNTIME_DIR'] ?? '', 'llm-os'), 0o755),
    });
    expect(done.code).toBe(8);
    expect(done.err).toMatch(/not a private directory/);
    const empty = mkdtempSync(join(tmpdir(), 'llmsh-empty-'));
    mkdirSync(join(empty, 'llm-os'));
    const lonely = await llmsh(['x'], { agent: planning([WRITE]), operator: writes, env: { XDG_RUNTIME_DIR: empty } });
    expect(lonely.code).toBe(8);
  });

  it('says why and what to do without a user manager', async () => {
    const runtime = mkdtempSync(join(tmpdir(), 'llmsh-runtime-'));
    const programs: string[][] = [];
    const done = await llmsh(['x'], {
      agent: planning([WRITE]),
      env: { XDG_RUNTIME_DIR: runtime },
      runProgram: async (file, args) => {
        programs.push([file, ...args]);
        return { exitCode: 1, stdout: '', stderr: 'Failed to connect to bus: No medium found' };
      },
    });
    expect(done.code).toBe(8);
    expect(programs).toContainEqual(['systemctl', '--user', 'start', 'llmos-agent.socket']);
    expect(done.err).toMatch(/loginctl enable-linger alice/);
    expect(done.err).toMatch(/--uncaged-agent/);
  });
});

describe('root', () => {
  it('makes no plan', async () => {
    const done = await llmsh(['--yes', 'x'], { agent: planning([WRITE]), operator: writes, uid: 0 });
    expect([done.code, done.agent.requests]).toEqual([2, []]);
    expect(done.err).toMatch(/run llmsh as yourself/);
  });

  it('applies a plan file, and is told that nobody is asked', async () => {
    const file = join(mkdtempSync(join(tmpdir(), 'llmsh-plan-')), 'plan.json');
    writeFileSync(file, whole);
    const done = await llmsh(['apply', '--yes', file], { agent: planning([]), operator: writes, uid: 0 });
    expect([done.code, done.members]).toEqual([0, ['Preview', 'WriteFile']]);
    expect(done.err).toMatch(/nobody is asked/);
    expect(readFileSync(file, 'utf8')).toBe(whole);
  });
});

describe('words', () => {
  it('takes a first word as a command only where the rest fits', async () => {
    const world = testWorld();
    expect(await runShell(['actions', 'of', 'the', 'disk'], world)).toBe(2);
    expect(world.err.join('')).toMatch(/did you mean: llmsh -- actions of the disk/);
    const fits = testWorld();
    expect(await runShell(['actions'], fits)).toBe(0);
    expect(fits.out.join('')).toMatch(/write_file/);
  });

  it('takes everything after -- as the request', async () => {
    const done = await llmsh(['--', 'actions', 'of', 'the', 'disk'], { agent: planning([], 'ok') });
    expect(done.code).toBe(0);
    expect(JSON.stringify(done.agent.requests[0])).toContain('actions of the disk');
  });
});
