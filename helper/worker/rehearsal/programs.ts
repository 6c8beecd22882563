import { spawnSync } from 'node:child_process';
import { refusal } from '../errno.js';

const TIMEOUT_MS = 30_000;
const MAX_SAID = 300;

/** runs a program of the machine's own to its end; what it says on failure is ours to show, since it has seen no script */
export function must(program: string, argv: readonly string[], what: string): void {
  const ran = spawnSync(program, argv, {
    stdio: ['ignore', 'ignore', 'pipe'],
    env: { PATH: '/usr/sbin:/usr/bin:/sbin:/bin', LANG: 'C.UTF-8' },
    cwd: '/',
    timeout: TIMEOUT_MS,
  });
  if (ran.status === 0) return;
  const said = String(ran.stderr).trim().replaceAll(/\s+/g, ' ').slice(0, MAX_SAID);
  throw refusal('unfit', `${what} could not be made: ${said === '' ? 'no reason was given' : said}`);
}
