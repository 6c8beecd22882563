import { afterEach, beforeAll, describe, expect, it } from 'vitest';
import { attack } from '../attack/attack.js';
import { bringScripts } from './attacker.js';
import { shIn, up, type System } from './driver.js';
import { ask } from './operator.js';
import { sentenceOf, SPOOFS } from './spoofs.js';
import { Terminal } from './terminal.js';

const systems: readonly System[] = ['trixie', 'bookworm'];
const DIRECTORY = '/tmp/attacks';

const tooMuch: readonly (readonly [string, string, ...(string | number)[]])[] = [
  ['Exec', 'asa{sv}', 2, 'sh', 'x'.repeat(401), 1, 'tier', 's', 'caller'],
  ['WriteFile', 'ssa{sv}', `/etc/${'x'.repeat(160)}`, 'x', 0],
  ['ReadFile', 'sa{sv}', `/root/${'x'.repeat(160)}`, 0],
  ['WriteFile', 'ssa{sv}', '/etc/a\u202eb', 'x', 0],
  ['WriteFile', 'ssa{sv}', '/etc/a\u200bb', 'x', 0],
  ['WriteFile', 'ssa{sv}', '/etc/a\u001b[2Jb', 'x', 0],
  ['WriteFile', 'ssa{sv}', '/etc/a\nb', 'x', 0],
];

describe.each(systems)('what stands in a prompt at the terminal, on %s', os => {
  const terminals: Terminal[] = [];
  beforeAll(async () => {
    await up(os);
    await bringScripts(os, 'calls.mjs');
    await shIn(os, `rm -f ${DIRECTORY}/withdraw-*`);
  });

  // a prompt that is left open would hold up the next ones
  afterEach(async () => {
    for (const terminal of terminals.splice(0)) await terminal.close();
  });

  attack(
    'a value draws on the terminal, turns round, hides or pretends to be the prompt',
    { without: 'with values as they are the escape codes reached the terminal', tries: SPOOFS.length },
    async () => {
      const calls = SPOOFS.map(([, raw]) => [
        'Exec',
        'asa{sv}',
        ['sh', raw],
        { tier: { signature: 's', value: 'caller' } },
      ]);
      const argv = ['/usr/lib/llm-os/node', `${DIRECTORY}/calls.mjs`, JSON.stringify(calls)];
      const terminal = new Terminal(os, 'alice', argv);
      terminals.push(terminal);
      let read = 0;
      for (const [index, [name, , shown]] of SPOOFS.entries()) {
        await terminal.waitFor(/Password: $/, 20_000);
        // ours, between the two lines that polkit's agent writes itself
        const fresh = terminal.raw.slice(read);
        const [, sentence = ''] = /==== AUTHENTICATING FOR \S+ ====\r?\n([\s\S]*)Authenticating as: /.exec(fresh) ?? [];
        // oxlint-disable-next-line no-control-regex
        const plain = sentence.replaceAll(/\u001b\[0m/g, '').replaceAll('\r\n', '\n');
        expect(plain, name).toBe(`${sentenceOf(shown)}\n`);
        read = terminal.raw.length;
        await shIn(os, `touch ${DIRECTORY}/withdraw-${index}`);
        await terminal.waitFor(new RegExp(`call ${index}: Cancelled`));
      }
      expect(await terminal.ended()).toBe(0);
    },
  );

  attack(
    'a value that is too long for a prompt, or cannot be shown, is cut until it looks harmless',
    { without: 'without the limit it was asked for, wider than any screen', tries: tooMuch.length },
    async () => {
      for (const call of tooMuch) {
        const { error } = await ask(os, 'alice', call);
        expect(error, call[0]).toMatch(/prompt|control, invisible|characters/);
        expect(error).not.toMatch(/asks for authentication/);
      }
    },
  );

  it('shows the whole of what just fits', async () => {
    const name = 'x'.repeat(150);
    expect((await ask(os, 'alice', ['WriteFile', 'ssa{sv}', `/srv/${name}`, 'x', 0])).error).toMatch(/create-file/);
  });
});
