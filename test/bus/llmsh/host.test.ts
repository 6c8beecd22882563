import { readFileSync, writeFileSync } from 'node:fs';
import { mkdtemp } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { planning } from '../../agent/shell/fake-agent.js';
import { llmsh, OWN, PROTECTED, WRITE } from './harness.js';

const ELSEWHERE = { cwd: '/srv/site', home: '/home/operator', userName: 'operator', desktop: false };
const operator = { preview: () => OWN, call: () => [5] };

/** runs no program, and remembers each on its own side */
function recorder(ran: string[][], answers: Readonly<Record<string, string>> = {}) {
  return async (file: string, args: readonly string[]) => {
    ran.push([file, ...args]);
    return { exitCode: 0, stdout: answers[file] ?? '', stderr: '' };
  };
}

describe('a host that is another machine than the terminal', () => {
  it('is where relative paths of a plan lead to, and the home of a tilde', async () => {
    const steps = [WRITE, { ...WRITE, path: '~/notes.txt' }];
    const done = await llmsh(['--yes', 'x'], { agent: planning(steps), operator, other: ELSEWHERE });
    const paths = done.calls.filter(({ member }) => member === 'WriteFile').map(({ body }) => body[0]);
    expect(paths).toEqual(['/srv/site/hello.txt', '/home/operator/notes.txt']);
  });

  it('is asked for its own accounts, not for the one at the terminal', async () => {
    const [here, there]: [string[][], string[][]] = [[], []];
    const done = await llmsh(['x'], {
      agent: planning([WRITE]),
      operator: { preview: () => PROTECTED },
      answers: ['y'],
      env: { DISPLAY: ':0' },
      runProgram: recorder(here),
      other: {
        ...ELSEWHERE,
        runProgram: recorder(there, { passwd: 'operator L 2026-01-01 0 99999 7 -1\n', getent: 'sudo:x:27:operator\n' }),
      },
    });
    expect(done.code).toBe(4);
    expect(there[0]).toEqual(['passwd', '-S', 'operator']);
    expect(here).toEqual([]);
    expect(done.err).toMatch(/sudo passwd operator/);
  });

  it('gets no plans from root, whether root sits at the terminal or calls there', async () => {
    for (const part of [{ uid: 0 }, { other: { ...ELSEWHERE, uid: 0 } }]) {
      const done = await llmsh(['--yes', 'x'], { agent: planning([WRITE]), operator, ...part });
      expect([done.code, done.members]).toEqual([2, []]);
    }
  });

  it('reads no file that is handed along, and opens no editor: both are of the terminal', async () => {
    const cwd = await mkdtemp(join(tmpdir(), 'llmsh-terminal-'));
    writeFileSync(join(cwd, 'note.txt'), 'the note of the terminal');
    const there: string[][] = [];
    const edit = async (_: string, args: readonly string[]) => {
      const path = args.at(-1) ?? '';
      writeFileSync(path, readFileSync(path, 'utf8').replace('world', 'earth'));
      return { exitCode: 0, stdout: '', stderr: '' };
    };
    const done = await llmsh(['-f', 'note.txt', 'x'], {
      agent: planning([WRITE]),
      operator,
      answers: ['e', 'y'],
      cwd,
      runProgram: edit,
      other: { ...ELSEWHERE, runProgram: recorder(there) },
    });
    expect(JSON.stringify(done.agent.requests)).toContain('the note of the terminal');
    expect(done.calls.at(-1)?.body.slice(0, 2)).toEqual(['/srv/site/hello.txt', 'earth']);
    expect(there).toEqual([]);
  });

  it('is the only side whose journal is compared with the records', async () => {
    const [here, there]: [string[][], string[][]] = [[], []];
    await llmsh(['audit', 'verify'], {
      agent: [],
      runProgram: recorder(here),
      other: { ...ELSEWHERE, runProgram: recorder(there) },
    });
    expect([here, there.map(([file]) => file)]).toEqual([[], ['journalctl']]);
  });
});
