import { readFileSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect } from 'vitest';
import { attack } from '../attack/attack.js';
import { execIn, shIn, systemsOfAttacks, up, type Ran } from './driver.js';

const OPERATOR = 'org.llmos.Operator1 /org/llmos/Operator1 org.llmos.Operator1';
const CALL = `busctl --timeout=200 --json=short call ${OPERATOR}`.split(' ');
const DELEGATED = readFileSync(new URL('delegated.py', import.meta.url), 'utf8');
// user::rwx, user:alice:rwx, group::---, mask::rwx, other::---
const LIST =
  'V(vvV)*",2,1,7,0xffffffff,2,7,1000,4,0,0xffffffff,16,7,0xffffffff,32,0,0xffffffff); my ($p,$n)=("/srv/listed","system.posix_acl_access"); syscall(188,$p,$n,$v,length $v,0) and die $!';
const MANY_LINKS =
  'cd /home/bob; perl -e "for my \\$i (1..9900){ symlink(qq(\\x{1}) x 4000, qq(/home/bob/\\$i)) }"; ls /home/bob | wc -l';

describe.each(systemsOfAttacks)('a rehearsal, %s', os => {
  const rehearse = (user: string | undefined, script: string): Promise<Ran> =>
    execIn(os, [...CALL, 'Rehearse', 'sa{sv}', script, '0'], user === undefined ? {} : { user });
  const restarts = () => shIn(os, 'systemctl show -P NRestarts llmos-operator');
  const clean =
    'umount /srv/listed 2>/dev/null || true; rm -rf /srv/listed /srv/given /home/bob/.ssh/id_x /home/bob/.ssh/id_y /home/bob/.gnupg';

  beforeAll(async () => {
    await up(os);
    await shIn(os, clean);
  });
  afterAll(() => shIn(os, clean));

  attack(
    'root’s script changes owner, mode or times of the machine’s devices',
    { without: 'devices bound writable: /dev/null was bob’s alone until the next boot', tries: 4 },
    async () => {
      const facts = () => shIn(os, 'stat -c "%n %U:%G %a %y" /dev/null /dev/zero /dev/full /dev/random /dev/urandom');
      const before = await facts();
      const all = '/dev/null /dev/zero /dev/full /dev/random /dev/urandom';
      const { stdout } = await rehearse(undefined, `chown bob ${all}; chmod 600 ${all} /dev/stdin; touch -d @1 ${all}`);
      expect(stdout.match(/Read-only/g)).toHaveLength(15);
      expect(await facts()).toBe(before);
    },
  );

  attack(
    'a person enters the half of it that runs as them, and writes where root reads',
    { without: 'the place was open in it: 400 MB ended the service, and again at each later call of anybody' },
    async () => {
      const before = await restarts();
      const ran = await execIn(os, ['python3', '-'], { user: 'bob', input: DELEGATED });
      expect(ran.stdout, ran.stderr).toContain('stopped');
      expect(ran.stdout).not.toContain('wrote');
      expect(await restarts()).toBe(before);
      expect((await rehearse('alice', 'true')).status).toBe(0);
    },
  );

  attack(
    'a script whose list of changes is too long ends the service',
    { without: 'no limit of bytes: 248 MB of manifest.json, out of memory, and again at each later call' },
    async () => {
      const before = await restarts();
      const ran = await rehearse('bob', MANY_LINKS);
      expect(ran.stderr).toContain('list of changes takes more than');
      expect(await restarts()).toBe(before);
      expect((await rehearse('alice', 'true')).status).toBe(0);
    },
  );

  attack(
    'a person’s links decide what no other rehearsal sees',
    { without: 'links followed: setpriv was gone for everybody, root’s script saw no /etc/passwd', tries: 3 },
    async () => {
      const links = 'ln -sf /usr/bin/setpriv ~/.ssh/id_x; ln -sf /etc/passwd ~/.ssh/id_y; ln -sfn /usr/bin ~/.gnupg';
      await shIn(os, `su bob -s /bin/sh -c 'mkdir -p ~/.ssh; ${links}'`);
      const { stdout } = await rehearse(undefined, '[ -s /etc/passwd ] && ls -d /usr/bin/id');
      expect(stdout).toContain(String.raw`/usr/bin/id\n`);
      expect((await rehearse('alice', 'true')).status).toBe(0);
    },
  );

  attack(
    'a copy lets in whom the access list of a mount point keeps out',
    { without: 'mode without list: bob’s group read what the list keeps from it' },
    async () => {
      const mount =
        'mkdir -p /srv/listed; mount -t tmpfs -o mode=770,gid=bob tmpfs /srv/listed; echo key >/srv/listed/s';
      await shIn(os, `${mount}; perl -e 'my $v=pack("${LIST}'`);
      expect((await execIn(os, ['cat', '/srv/listed/s'], { user: 'bob' })).status).not.toBe(0);
      const { stdout } = await rehearse('bob', 'cat /srv/listed/s');
      expect(stdout).toContain('Permission denied');
      expect(stdout).not.toContain('key');
      expect((await rehearse('alice', 'cat /srv/listed/s')).stdout).toContain(String.raw`key\n`);
    },
  );

  attack(
    'a tree that was given away can neither be finished nor taken back',
    { without: 'walks after it was given away: “neither finished nor taken back”, undo refused for good', tries: 2 },
    async () => {
      const script = 'mkdir -p /srv/given/data/sub; echo hi >/srv/given/data/sub/f; chown -R bob:bob /srv/given';
      const ran = await execIn(os, ['llmsh', 'rehearse', '--json', '--yes', '--', 'sh', '-c', script]);
      expect(ran.status, ran.stderr).toBe(0);
      expect(await shIn(os, 'stat -c %U /srv/given /srv/given/data/sub/f')).toBe('bob\nbob\n');
      const { record }: { record: string } = JSON.parse(ran.stdout);
      await shIn(os, `llmsh undo --yes ${record}`);
      expect(await shIn(os, 'ls -d /srv/given 2>&1 || true')).toContain('No such file');
    },
  );

  attack(
    'a person’s script takes more than the person’s share of the machine',
    { without: 'no slice: the script was among the services of the system' },
    async () => {
      const ran = rehearse('bob', 'sleep 6');
      const group = `for i in $(seq 40); do cat /proc/[0-9]*/cgroup 2>/dev/null | grep -m1 llmos-op-rehearse && break; sleep 0.2; done`;
      expect(await shIn(os, group)).toMatch(/user\.slice\/user-1001\.slice\/llmos-op-rehearse/);
      expect((await ran).status).toBe(0);
    },
  );
});
