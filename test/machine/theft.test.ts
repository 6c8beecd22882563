import { readFileSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect } from 'vitest';
import { attack } from '../attack/attack.js';
import { execIn, shIn, up, type System } from './driver.js';
import { Terminal } from './terminal.js';

const systems: readonly System[] = ['trixie', 'bookworm'];
const THIEF = '/usr/local/lib/theft.py';
const PLAN = '/tmp/llmtest-theft.json';
const TARGET = '/etc/llmtest-theft';
const DROP_IN = '/etc/systemd/user/llmos-agent.service.d/theft.conf';
const WAYS = 10;

// spelled so that the shell that asks does not find itself
const PATTERNS = {
  operator: '[l]lm-os/helper.cjs',
  worker: '[l]lm-os/worker.mjs',
  'password helper': '[p]olkit-agent-helper-1',
  polkitd: '[p]olkit-1/polkitd',
  llmsh: '^[^ ]*node [^ ]*[l]lmsh.* apply',
  pkttyagent: '^[^ ]*[p]kttyagent',
  'user manager': '[s]ystemd --user',
} as const;
type Victim = keyof typeof PATTERNS;
// processes of other uids, and those of the person's own uid
const OTHERS: readonly Victim[] = ['operator', 'worker', 'password helper', 'polkitd'];
const OWN: readonly Victim[] = ['llmsh', 'pkttyagent', 'user manager'];

describe.each(systems)('while llmsh waits for a password, %s', os => {
  let terminal: Terminal;

  beforeAll(async () => {
    await up(os);
    await execIn(os, ['sh', '-c', `cat >${THIEF}`], { input: readFileSync('test/machine/theft.py') });
    const plan = JSON.stringify({ steps: [{ action: 'write_file', path: TARGET, content: 'after\n' }] });
    await shIn(os, `echo before >${TARGET}; chmod 600 ${TARGET}; printf %s '${plan}' >${PLAN}; chmod 644 ${PLAN}`);
    terminal = new Terminal(os, 'alice', ['llmsh', 'apply', PLAN]);
    await terminal.waitFor(/\[y\/N\/e\(dit\)\] /);
    terminal.type('y\n');
    await terminal.waitFor(/Password: /);
    await sleep(500);
  });

  afterAll(async () => {
    terminal.type('\u0003');
    await terminal.ended();
    await shIn(os, `rm -f ${THIEF} ${PLAN} ${TARGET} ${DROP_IN}`);
    const restore = 'systemctl --user daemon-reload; systemctl --user stop llmos-agent.service';
    await execIn(os, ['sh', '-c', restore], { user: 'alice' });
  });

  /** all that are there, as the thief is told of them */
  async function victims(names: readonly Victim[]): Promise<string[]> {
    const found: string[] = [];
    for (const name of names) {
      const pids = (await shIn(os, `pgrep -f '${PATTERNS[name]}'`)).trim().split('\n');
      found.push(...pids.map(pid => `${name}:${pid}`));
    }
    return found;
  }

  attack(
    'other people, and the person without a cage, take descriptors or memory of operator, worker, polkit and its helper',
    {
      without: 'run by uid 0 it took descriptors and memory of all four, by each way',
      tries: 3 * WAYS * OTHERS.length,
    },
    async ({ counted }) => {
      const found = await victims(OTHERS);
      // positive control: root succeeds in every way, so a failure of the others means something
      expect((await execIn(os, ['python3', THIEF, ...found])).stdout.split('\n')).toHaveLength(WAYS * found.length + 2);
      let tried = 0;
      for (const user of ['alice', 'bob', 'nobody']) {
        const ran = await execIn(os, ['runuser', '-u', user, '--', 'python3', THIEF, ...found]);
        expect([ran.stderr, ran.stdout]).toEqual(['', `THEFT end of ${WAYS * found.length}\n`]);
        tried += WAYS * found.length;
      }
      counted(tried);
    },
  );

  attack(
    "the model's process takes descriptors or memory of llmsh, of who reads the password, or of anybody else",
    {
      without: 'started as the person outside of its unit it took those of llmsh, pkttyagent and the user manager',
      tries: WAYS * (OTHERS.length + OWN.length),
    },
    async ({ counted }) => {
      const found = await victims([...OTHERS, ...OWN]);
      const free = await execIn(os, ['runuser', '-u', 'alice', '--', 'python3', THIEF, ...found]);
      for (const own of OWN) expect(free.stdout).toContain(`THEFT ${own}: descriptors taken\n`);
      const words = found.map(victim => `"${victim}"`).join(' ');
      await execIn(os, ['sh', '-c', `mkdir -p "$(dirname ${DROP_IN})"; cat >${DROP_IN}`], {
        input: `[Service]\nExecStart=\nExecStart=/usr/bin/python3 ${THIEF} ${words}\n`,
      });
      const since = (await shIn(os, 'date +%s.%N')).trim();
      // not a session of its own: the seat would change hands, and the prompt with it
      const user = 'runuser -u alice -- env XDG_RUNTIME_DIR=/run/user/$(id -u alice) systemctl --user';
      await shIn(
        os,
        `${user} daemon-reload; ${user} stop llmos-agent.service || true; ${user} start llmos-agent.service`,
      );
      const journal = `journalctl --no-pager -o cat --since @${since} | grep '^THEFT' || true`;
      await expect.poll(() => shIn(os, journal), { timeout: 30_000, interval: 500 }).toMatch(/THEFT end/);
      expect(await shIn(os, journal)).toBe(`THEFT end of ${WAYS * found.length}\n`);
      counted(WAYS * found.length);
    },
  );
});
