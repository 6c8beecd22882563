import { beforeAll, describe, expect, it } from 'vitest';
import { attack } from '../attack/attack.js';
import { execIn, shIn, type System, up } from './driver.js';
import { Terminal } from './terminal.js';

const TARGET = '/etc/llmsh-records-test';
const PLAN = '/tmp/llmsh-records-plan.json';
const STEPS = JSON.stringify({ steps: [{ action: 'write_file', path: TARGET, content: 'after\n' }] });
const systems: readonly System[] = ['trixie', 'bookworm'];

async function withPassword(terminal: Terminal, confirm: RegExp): Promise<number> {
  await terminal.waitFor(confirm);
  terminal.type('y\n');
  await terminal.waitFor(/Password: /);
  // pkttyagent throws away what was typed before it switched the echo off
  await new Promise(resolve => setTimeout(resolve, 1000));
  terminal.type('alice-password\n');
  return await terminal.ended();
}

describe.each(systems)('what was done can be seen and taken back, %s', os => {
  beforeAll(async () => {
    await up(os);
    await shIn(os, `printf 'before\\n' >${TARGET}; printf '%s' '${STEPS}' >${PLAN}; chmod 644 ${PLAN}`);
  });

  const alice = (...argv: string[]) => execIn(os, ['llmsh', ...argv], { user: 'alice' });

  it('is on record after a protected write, and undo puts the earlier bytes back', async () => {
    const write = new Terminal(os, 'alice', ['llmsh', 'apply', PLAN]);
    expect(await withPassword(write, /\[y\/N\/e\(dit\)\] /)).toBe(0);
    expect(await shIn(os, `cat ${TARGET}`)).toBe('after\n');
    const { records } = JSON.parse((await alice('history', '--json')).stdout);
    expect(records[0]).toMatchObject({ action: 'write_file', outcome: 'done', undo: 'yes' });
    const shown = await alice('show', records[0].record);
    expect([shown.status, shown.stdout]).toEqual([0, expect.stringContaining(TARGET)]);
    const undo = new Terminal(os, 'alice', ['llmsh', 'undo', records[0].record]);
    expect(await withPassword(undo, /\[y\/N\] /)).toBe(0);
    expect(await shIn(os, `cat ${TARGET}`)).toBe('before\n');
  });

  attack(
    "one person reads another's record by its id",
    { without: 'with records not asked for by uid bob was shown hers in full' },
    async () => {
      const theirs = JSON.parse((await alice('history', '--json')).stdout).records[0].record;
      const ran = await execIn(os, ['llmsh', 'show', theirs], { user: 'bob' });
      expect([ran.status, ran.stdout]).toEqual([1, '']);
    },
  );

  attack(
    "a person without an administrator's password learns from the chain that holds everybody's records",
    { without: 'with the question left out she was answered' },
    async () => {
      const refused = await alice('audit', 'verify');
      expect(refused.status).toBe(4);
      const root = await execIn(os, ['llmsh', 'audit', 'verify']);
      expect([root.status, root.stdout]).toEqual([0, expect.stringMatching(/^intact/)]);
    },
  );
});
