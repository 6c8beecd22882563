import { spawnSync } from 'node:child_process';
import { accessSync, constants, readFileSync } from 'node:fs';
import { codeOf } from './errno.js';
import { pathOf, type PinnedPath } from './pinned-path.js';

export type Fixed = 'no' | 'immutable' | 'append-only';

// node has no call for inode flags; this program is told the directory by its descriptor
const LIST = '/usr/bin/lsattr';
const TIMEOUT_MS = 5000;

/** inode flag that binds root too; `no` also if the file system does not support it or the caller cannot read it */
export function fixedness({ fd, stats, parentFd, name }: PinnedPath): Fixed {
  if (fd === undefined || stats?.isFile() !== true) return 'no';
  if (isImmutable(fd)) return 'immutable';
  const ran = spawnSync(LIST, ['-d', '--', `/proc/self/fd/3/${name}`], {
    stdio: ['ignore', 'pipe', 'ignore', parentFd],
    env: {},
    cwd: '/',
    timeout: TIMEOUT_MS,
    encoding: 'utf8',
  });
  const [flags = ''] = ran.status === 0 ? ran.stdout.split(' ') : [];
  if (flags.includes('i')) return 'immutable';
  return flags.includes('a') ? 'append-only' : 'no';
}

function isImmutable(fd: number): boolean {
  try {
    accessSync(pathOf(fd), constants.W_OK);
    return false;
  } catch (error) {
    return codeOf(error) === 'EPERM';
  }
}

/** true where something is mounted at the very name: a rename in its place fails, whoever tries */
export function isMountPoint({ fd, parentFd }: PinnedPath): boolean {
  if (fd === undefined) return false;
  const [here, there] = [mountOf(fd), mountOf(parentFd)];
  return here !== '' && there !== '' && here !== there;
}

function mountOf(fd: number): string {
  try {
    return /^mnt_id:\s*(\d+)$/m.exec(readFileSync(`/proc/self/fdinfo/${fd}`, 'utf8'))?.[1] ?? '';
  } catch {
    return '';
  }
}
