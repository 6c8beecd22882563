import { afterAll, beforeAll, describe, expect } from 'vitest';
import { attack } from '../attack/attack.js';
import { execIn, shIn, up, type System } from './driver.js';
import { ask } from './operator.js';

const systems: readonly System[] = ['trixie', 'bookworm'];
const FILE = '/etc/llmos-sight';
const RULE = '/etc/polkit-1/rules.d/10-llmos-sight.rules';
// alice may write it unasked, which says nothing of what she may read
const YES = `polkit.addRule(function (action, subject) {
  return action.id == 'org.llmos.operator1.overwrite-file' && subject.user == 'alice' ? 'yes' : undefined;
});`;

interface Case {
  readonly then: string;
  readonly now: string;
  readonly who: 'alice' | 'root';
}

const HIDDEN: readonly Case[] = [
  { then: '600', now: '644', who: 'alice' },
  { then: '644', now: '600', who: 'alice' },
  { then: '600', now: '600', who: 'alice' },
  // who could read it then was somebody else
  { then: '644', now: '644', who: 'root' },
];

describe.each(systems)('what an undo would put back, %s', os => {
  beforeAll(async () => {
    await up(os);
    await execIn(os, ['sh', '-c', `cat >${RULE}; sleep 1`], { input: YES });
  });
  afterAll(() => shIn(os, `rm -f ${FILE} ${RULE}`));

  /** what is told to who asks `now` of a write that alice made `then` */
  async function preview({ then, now, who }: Case): Promise<string> {
    await shIn(os, `echo before >${FILE}; chmod ${then} ${FILE}`);
    const made = await ask(os, 'alice', ['WriteFile', 'ssa{sv}', FILE, 'after\n', 0]);
    const record = /"record" s "([^"]+)"/.exec(made.reply)?.[1];
    expect(record, made.error).toBeDefined();
    await shIn(os, `chmod ${now} ${FILE}`);
    const asked = await ask(os, who === 'root' ? undefined : who, [
      'Preview',
      'sa{sv}',
      'undo',
      1,
      'record',
      's',
      record ?? '',
    ]);
    expect(asked.reply, asked.error).toContain(`put back ${FILE}`);
    return asked.reply;
  }

  attack(
    'is shown to who could not read it then, or cannot now, or was not the one who could',
    {
      without: 'with what is kept shown to whoever reads the file now it stood before who could not read it then',
      tries: HIDDEN.length,
    },
    async () => {
      expect(await preview({ then: '644', now: '644', who: 'alice' })).toMatch(/-after\\n\+before/);
      for (const each of HIDDEN) {
        const told = await preview(each);
        expect([each, told.includes('before\\n'), told.includes('after')]).toEqual([each, false, false]);
      }
    },
  );
});
