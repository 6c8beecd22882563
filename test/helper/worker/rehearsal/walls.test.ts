import { lstatSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import type { RehearseReply, RehearseRequest } from '../../../../helper/worker/rehearsal/protocol.js';
import { attack } from '../../../attack/attack.js';
import { Bench } from './bench.js';

const bench = new Bench();

async function inside(script: string, more: Partial<RehearseRequest> = {}): Promise<RehearseReply> {
  const reply = await bench.rehearse(script, more);
  if (!reply.ok) throw new Error(`${reply.code}: ${reply.text}`);
  return reply;
}

describe('the walls, from inside as root', () => {
  test.each([
    ['write to the kernel', 'echo x > /proc/sys/kernel/core_pattern', /Read-only/],
    ['another process score', 'echo 5 > /proc/1/oom_score_adj', /Read-only|nonexistent/],
    ['mount', 'mount -t tmpfs x /mnt', /permission denied|must be superuser/],
    ['a user namespace of its own', 'unshare -U true', /unshare failed/],
    ['a device', 'mknod /var/tmp/null c 1 3', /not permitted/],
    ['a kill of an outer process', `kill -9 ${process.pid}`, /No such process/],
    ['the root of the first process', 'ls /proc/1/root/', /Permission denied|cannot access/],
    ['descriptors of the first process', 'ls -l /proc/1/fd/', /Permission denied|cannot open/],
    ['a chroot', 'chroot / true', /not permitted/],
    ['another root for a shell', 'nsenter -t 1 -m true', /not permitted|Permission denied|failed/],
  ])('%s is refused', async (_, script, expected) => {
    const { stderr, exitStatus } = await inside(script);
    expect(stderr).toMatch(expected);
    expect(exitStatus).not.toBe(0);
  });

  test('neither sockets nor processes of the machine are in sight', async () => {
    const { stdout } = await inside('ls /run; ls /sys; ls -d /proc/[0-9]* | wc -l; ls /dev');
    expect(stdout).toMatch(
      /^llm-os-rehearsal\nlock\n(systemd\n)?[0-9]\nfd\nfull\nnull\nrandom\nshm\nstderr\nstdin\nstdout\nurandom\nzero\n$/,
    );
  });

  test('a denied file is empty inside, and cannot be replaced', async () => {
    const denied = ['/etc/shadow'];
    const reply = await inside('cat /etc/shadow; mv /etc/group /etc/shadow', { denied });
    expect(reply.stdout).toBe('');
    expect(reply.stderr).toMatch(/busy/);
    await expect(inside('echo x > /etc/shadow', { denied })).rejects.toThrow(/denied: it changes \/etc\/shadow/);
  });

  attack(
    'the owner, mode and times of a device of the machine, by its name and by an open descriptor',
    {
      without: 'devices bound writable: /dev/null was bob’s alone; the shell’s own input: the same by /dev/stdin',
      tries: 12,
    },
    async () => {
      const devices = ['null', 'zero', 'full', 'random', 'urandom'].map(name => `/dev/${name}`);
      const facts = () =>
        devices.map(path => lstatSync(path)).map(({ mode, uid, gid, mtimeMs }) => [mode, uid, gid, mtimeMs]);
      const before = facts();
      const all = [...devices, '/dev/stdin'].join(' ');
      const { stderr } = await inside(
        `chmod -c 666 ${all}; chown 0 ${all}; touch -d 1999-01-01 ${devices.join(' ')}; [ -c /dev/stdin ] && echo device >&2`,
      );
      expect(stderr.match(/Read-only/g)).toHaveLength(15);
      expect(stderr).not.toContain('device\n');
      expect(facts()).toEqual(before);
    },
  );

  test('a pipe, a socket or a device that is there leads nowhere outside', async () => {
    const reply = await inside(`head -c 1 /dev/zero > /dev/full; ls /dev/mem /dev/vda`);
    expect(reply.stderr).toMatch(/No space left/);
    expect(reply.stderr).toMatch(/vda.*No such file/);
  });
});
