import { afterAll, beforeAll, describe, expect } from 'vitest';
import { attack } from '../attack/attack.js';
import { execIn, shIn, up, type System } from './driver.js';
import { ask } from './operator.js';

const systems: readonly System[] = ['trixie', 'bookworm'];
const FILE = '/srv/llmos-sight';
const RULE = '/etc/polkit-1/rules.d/10-llmos-sight.rules';
// alice may write it unasked, which says nothing of what she may read
const YES = `polkit.addRule(function (action, subject) {
  return action.id == 'org.llmos.operator1.overwrite-file' && subject.user == 'alice' ? 'yes' : undefined;
});`;

interface Case {
  readonly made: string;
  readonly asked: string;
  readonly who: 'alice' | 'root';
}

const HIDDEN: readonly Case[] = [
  { made: '600', asked: '644', who: 'alice' },
  { made: '644', asked: '600', who: 'alice' },
  { made: '600', asked: '600', who: 'alice' },
  // root may read it now, but it was alice who could read it then
  { made: '644', asked: '644', who: 'root' },
];

describe.each(systems)('what an undo would put back, %s', os => {
  beforeAll(async () => {
    await up(os);
    await execIn(os, ['sh', '-c', `cat >${RULE}; sleep 1`], { input: YES });
  });
  afterAll(() => shIn(os, `rm -f ${FILE} ${RULE}`));

  /** the undo preview for `who` of alice's write, with the file modes at the write and at the preview */
  async function preview({ made: mode, asked: later, who }: Case): Promise<string> {
    await shIn(os, `echo before >${FILE}; chmod ${mode} ${FILE}`);
    const made = await ask(os, 'alice', ['WriteFile', 'ssa{sv}', FILE, 'after\n', 0]);
    const record = /"record" s "([^"]+)"/.exec(made.reply)?.[1];
    expect(record, made.error).toBeDefined();
    await shIn(os, `chmod ${later} ${FILE}`);
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
      expect(await preview({ made: '644', asked: '644', who: 'alice' })).toMatch(/-after\\n\+before/);
      for (const each of HIDDEN) {
        const told = await preview(each);
        expect([each, told.includes('before\\n'), told.includes('after')]).toEqual([each, false, false]);
      }
    },
  );
});
