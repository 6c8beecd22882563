import { readFileSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect } from 'vitest';
import { attack } from '../attack/attack.js';
import { execIn, shIn, up, type System } from './driver.js';

const systems: readonly System[] = ['trixie', 'bookworm'];
const WATCHER = '/usr/local/lib/root-terminal.py';
const CLEAN = 'systemctl terminal=0 descriptors= environment=False';

// each as an administrator would, on a terminal and with an environment of root's
const WAYS = ['/usr/lib/llm-os/user-managers reload', '/usr/lib/llm-os/user-managers stop', 'dpkg-reconfigure llm-os'];

describe.each(systems)('the scripts of the package, run by root on a terminal, on %s', os => {
  let manager = '';

  beforeAll(async () => {
    await up(os);
    await execIn(os, ['sh', '-c', `cat >${WATCHER}`], { input: readFileSync('test/machine/root-terminal.py') });
    await execIn(os, ['true'], { user: 'alice' });
    manager = (await shIn(os, `loginctl enable-linger alice; pgrep -o -u alice -f '[s]ystemd --user'`)).trim();
  });
  afterAll(async () => {
    await shIn(os, `loginctl disable-linger alice; rm -f ${WATCHER}`);
  });

  attack(
    'a person traces what was started in their name, and types on the terminal of root',
    { without: 'with runuser, systemctl had the terminal of root, and its environment', tries: WAYS.length },
    async () => {
      for (const way of WAYS) {
        // a manager that does not answer keeps the process there for as long as the script waits for it
        const seen = await shIn(
          os,
          `kill -STOP ${manager}
          (sleep 3; kill -CONT ${manager}) &
          ROOTS_OWN=1 script -qec '${way}' /dev/null >/dev/null 2>&1 </dev/null &
          python3 ${WATCHER} 1000 12
          wait`,
        );
        const lines = seen.trim().split('\n');
        expect(lines.length, way).toBeGreaterThan(0);
        expect(new Set(lines), way).toEqual(new Set([CLEAN]));
      }
    },
  );
});
