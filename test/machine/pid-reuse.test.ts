import { readFileSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect } from 'vitest';
import { attack } from '../attack/attack.js';
import { execIn, shIn, up, type System } from './driver.js';

const systems: readonly System[] = ['trixie', 'bookworm'];
const SCRIPT = '/usr/local/lib/pid-reuse.py';
const PLACE = '/home/alice/llmtest-pid';
const SWEEP = `rm -f /tmp/llmtest-pid* ${PLACE}*`;

describe.each(systems)('a connection whose maker has ended, on %s', os => {
  beforeAll(async () => {
    await up(os);
    await execIn(os, ['sh', '-c', `cat >${SCRIPT}`], { input: readFileSync('test/machine/pid-reuse.py') });
    await shIn(os, SWEEP);
  });
  afterAll(async () => void (await shIn(os, `${SWEEP}; rm -f ${SCRIPT}`)));

  attack(
    'writes as the person, held by a sandboxed process, once a program of theirs has the pid',
    { without: 'with the process taken for the same ever after the file was written, without a question' },
    async () => {
      const run = (role: string, user?: string) =>
        execIn(os, ['python3', SCRIPT, ...role.split(' ')], user === undefined ? {} : { user });
      const [held, other] = await Promise.all([run(`held ${PLACE}`, 'alice'), run('other', 'alice'), run('counter')]);
      const told = Object.fromEntries(
        held.stdout
          .trim()
          .split('\n')
          .map(line => line.split(' ')),
      );
      const refused = expect.stringContaining('NotAuthorizedCanObtain');
      expect(told, held.stderr + other.stderr).toEqual({
        itself: 'done',
        ended: refused,
        now: 'sleep',
        another: refused,
      });
      expect(await shIn(os, `ls ${PLACE}*`)).toBe(`${PLACE}-itself\n`);
    },
  );
});
