import { spawnSync } from 'node:child_process';
import { refusal } from './errno.js';

// node has no call for access lists and extended attributes; this program is on every debian, and is given descriptors only
const COPY = '/usr/bin/cp';
const OPTIONS = ['--attributes-only', '--preserve=mode,xattr', '--', '/proc/self/fd/3', '/proc/self/fd/4'];
const TIMEOUT_MS = 10_000;

/** access list and extended attributes from one object to another, all of them or a refusal */
export function copyAttributes(fromFd: number, toFd: number): void {
  const ran = spawnSync(COPY, OPTIONS, {
    stdio: ['ignore', 'ignore', 'ignore', fromFd, toFd],
    env: {},
    cwd: '/',
    timeout: TIMEOUT_MS,
  });
  // a file capability ends here: who may replace content may not give it a capability
  if (ran.status !== 0) {
    throw refusal('unfit', 'its access list, capabilities or other attributes cannot be kept, so it is not replaced');
  }
}
