import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect } from 'vitest';
import { localProcesses } from '../../../helper/subject/confinement.js';
import { attack } from '../../attack/attack.js';

const WHOLE = '         0          0 4294967295\n';
const SESSION = '4:memory:/\n1:name=systemd:/user.slice/user-1000.slice/session-3.scope\n';
const status = (more: Record<string, string> = {}): string =>
  Object.entries({ Name: 'llmsh', NSpid: '42', NoNewPrivs: '0', Seccomp: '0', ...more })
    .map(([key, value]) => `${key}:\t${value}\n`)
    .join('');

describe('what the kernel tells of a caller', () => {
  let root: string;
  beforeEach(() => {
    root = mkdtempSync(join(tmpdir(), 'llmos-proc-'));
    put(1, { uid_map: WHOLE, status: status({ NSpid: '1' }), cgroup: '1:name=systemd:/init.scope\n0::/init.scope\n' });
  });
  afterEach(() => rmSync(root, { recursive: true }));

  function put(pid: number, files: Record<string, string>): void {
    mkdirSync(join(root, String(pid)), { recursive: true });
    for (const [name, text] of Object.entries(files)) writeFileSync(join(root, String(pid), name), text);
  }

  const sandboxes: readonly [string, Record<string, string>, RegExp][] = [
    ['no new privileges', { status: status({ NoNewPrivs: '1' }) }, /gave up/],
    ['filtered system calls', { status: status({ Seccomp: '2' }) }, /filtered/],
    ['one more filter than the first process', { status: status({ Seccomp_filters: '1' }) }, /filtered/],
    ['process ids of its own', { status: status({ NSpid: '42\t2' }) }, /process ids/],
    ['users of its own', { uid_map: '      1000       1000          1\n' }, /users/],
    ['a system service with its uid', { cgroup: '0::/system.slice/backup.service\n' }, /outside/],
    ['the slice of somebody else', { cgroup: '0::/user.slice/user-10001.slice/session-1.scope\n' }, /outside/],
    [
      'a group of a service, named like the slice',
      { cgroup: '0::/system.slice/x.service/user.slice/user-1000.slice/a\n' },
      /outside/,
    ],
    [
      'a group of a service, named so in version 1',
      { cgroup: '4:memory:/user.slice/user-1000.slice/a\n1:name=systemd:/system.slice/x.service/user-1000.slice/a\n' },
      /outside/,
    ],
    [
      'a group of a container, named like the slice',
      { cgroup: '0::/machine.slice/c1/user.slice/user-1000.slice/a\n' },
      /outside/,
    ],
    ['a process that is gone', { status: '' }, /gone/],
  ];

  attack(
    "a sandboxed process of the same uid asks for what is the person's",
    {
      without:
        'each was taken for the person: only uid, groups and session were looked at; the slice anywhere in the path: the three named like it passed',
      tries: sandboxes.length,
    },
    async () => {
      const processes = localProcesses(root);
      for (const [, files, reason] of sandboxes) {
        put(42, { status: status(), uid_map: WHOLE, cgroup: SESSION, ...files });
        expect(await processes.confinementReason(42, 1000)).toMatch(reason);
      }
      put(42, { status: status(), uid_map: '0 4294967295 4294967295\n', cgroup: SESSION });
      expect(await processes.confinementReason(42, 1000)).toBe('');
      put(42, { status: status(), uid_map: WHOLE, cgroup: '0::/user.slice/user-1000.slice/user@1000.service/app\n' });
      expect(await processes.confinementReason(42, 1000)).toBe('');
      expect(await processes.confinementReason(undefined, 1000)).toMatch(/does not know/);
      expect(await processes.confinementReason(43, 1000)).toMatch(/gone/);
    },
  );
});
