import { spawnSync } from 'node:child_process';
import { chmodSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { runShell } from '../../../agent/shell/run-shell.js';
import { testWorld } from './test-world.js';

const folder = mkdtempSync(join(tmpdir(), 'llmsh-hook-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));
beforeAll(() => {
  writeFileSync(join(folder, 'llmsh'), '#!/bin/sh\necho "<$1|$LLMOS_LAST_COMMAND|$LLMOS_LAST_STATUS>"\n');
  chmodSync(join(folder, 'llmsh'), 0o755);
});

const SHELLS: Readonly<Record<string, readonly string[]>> = {
  bash: ['--norc', '--noprofile', '-i'],
  zsh: ['-f', '-i'],
  fish: [],
};

async function hookOf(shell: string): Promise<string> {
  const world = testWorld();
  expect(await runShell(['hook', shell], world)).toBe(0);
  return world.out.join('');
}

/** the input of `llmsh`, line by line, when these lines are typed after the hook was loaded */
async function told(shell: string, lines: readonly string[]): Promise<string[]> {
  const file = join(folder, `hook.${shell}`);
  writeFileSync(file, await hookOf(shell));
  const env = { PATH: `${folder}:/usr/bin:/bin`, HOME: folder, TERM: 'dumb' };
  if (shell === 'fish') {
    // it tells of a command only at a terminal: here it is told in its stead, right behind each command
    const script = [`source ${file}`, ...lines.map(line => `${line}; emit fish_postexec '${line}'`), ''];
    writeFileSync(`${file}.script`, script.join('\n'));
    return marks(spawnSync('fish', ['--no-config', `${file}.script`], { env, encoding: 'utf8' }).stdout);
  }
  const input = [`source ${file}`, ...lines, 'exit', ''].join('\n');
  // a session of its own: a shell that thinks it is interactive would take the terminal
  return marks(spawnSync('setsid', ['-w', shell, ...(SHELLS[shell] ?? [])], { input, env, encoding: 'utf8' }).stdout);
}

function marks(text: string): string[] {
  return text.match(/<[^>\n]*\|[^>\n]*>/g) ?? [];
}

const there = (shell: string) => spawnSync('sh', ['-c', `command -v ${shell}`]).status === 0;

describe.each(Object.keys(SHELLS))('the hook for %s', shell => {
  it.skipIf(!there(shell))('hands the last command that failed to explain, and to nothing else', async () => {
    const lines = [
      'sh -c "exit 7"',
      'true',
      'llmsh explain',
      'llmsh something',
      'ls /surely/not/there',
      'llmsh explain',
    ];
    const [first, other, second] = await told(shell, lines);
    expect(first).toBe('<explain|sh -c "exit 7"|7>');
    expect(other).toBe('<something||>');
    expect(second).toBe('<explain|ls /surely/not/there|2>');
  });
});

it('there is none for other shells', async () => {
  expect(await runShell(['hook', 'tcsh'], testWorld())).toBe(2);
});
