import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { attack } from '../attack/attack.js';
import { execIn, shIn, up, type System } from './driver.js';
import { ask, askWithPassword } from './operator.js';

const systems: readonly System[] = ['trixie', 'bookworm'];

describe.each(systems)('files on %s', os => {
  const write = (user: string | undefined, path: string, content: string) =>
    ask(os, user, ['WriteFile', 'ssa{sv}', path, content, 0]);
  const read = (user: string | undefined, path: string) => ask(os, user, ['ReadFile', 'sa{sv}', path, 0]);
  const facts = async (path: string) => (await shIn(os, `stat -c '%U %G %a' ${path}; cat ${path}`)).trim();

  beforeAll(async () => {
    await up(os);
    await shIn(
      os,
      `rm -rf /home/alice/files /srv/files-test; mkdir /home/alice/files /srv/files-test; chown alice: /home/alice/files
       mkdir -m 700 /srv/files-test/closed; echo hidden >/srv/files-test/closed/there
       printf secret >/srv/files-test/secret; chmod 600 /srv/files-test/secret
       printf old >/srv/files-test/conf; chown root:adm /srv/files-test/conf; chmod 640 /srv/files-test/conf`,
    );
  });
  afterAll(async () => {
    await shIn(os, 'rm -rf /home/alice/files /srv/files-test; umount /mnt 2>/dev/null || true');
  });

  it('creates and reads an own file with nobody asked', async () => {
    expect((await write('alice', '/home/alice/files/hello.txt', 'world')).reply).toMatch(
      /^ua\{sv\} 5 .*"created" b true/,
    );
    expect(await facts('/home/alice/files/hello.txt')).toBe('alice alice 644\nworld');
    expect((await read('alice', '/home/alice/files/hello.txt')).reply).toMatch(/^sa\{sv\} "world"/);
  });

  it('overwrites an own file only after its owner said yes', async () => {
    expect((await write('alice', '/home/alice/files/hello.txt', 'again')).error).toMatch(/overwrite-own-file/);
    expect(await facts('/home/alice/files/hello.txt')).toMatch(/world$/);
    const call = ['WriteFile', 'ssa{sv}', '/home/alice/files/hello.txt', 'again', 0] as const;
    const asked = await askWithPassword(os, 'alice', 'alice-password', call);
    expect(asked.prompt).toContain('overwrite your file /home/alice/files/hello.txt');
    expect(await facts('/home/alice/files/hello.txt')).toBe('alice alice 644\nagain');
  });

  it('writes a protected file after an administrator said yes, and keeps owner, group and mode', async () => {
    const call = ['WriteFile', 'ssa{sv}', '/srv/files-test/conf', 'new', 0] as const;
    const asked = await askWithPassword(os, 'alice', 'alice-password', call);
    expect(asked.prompt).toContain('/srv/files-test/conf as root');
    expect(await facts('/srv/files-test/conf')).toBe('root adm 640\nnew');
  });

  it('writes nothing after a wrong password', async () => {
    const call = ['WriteFile', 'ssa{sv}', '/srv/files-test/conf', 'wrong', 0] as const;
    const asked = await askWithPassword(os, 'alice', 'not-her-password', call);
    expect(asked.reply).toBe('');
    expect(await facts('/srv/files-test/conf')).toBe('root adm 640\nnew');
  });

  it('reads a protected file after an administrator said yes, and shows nothing of it before', async () => {
    expect((await read('alice', '/srv/files-test/secret')).error).toMatch(/read-protected-file/);
    const asked = await askWithPassword(os, 'alice', 'alice-password', [
      'ReadFile',
      'sa{sv}',
      '/srv/files-test/secret',
      0,
    ]);
    expect(asked.prompt).not.toContain('secret"');
    expect(asked.reply).toContain('"secret"');
  });

  it('says the same of what is there and what is not, to who may not look', async () => {
    const there = await read('bob', '/srv/files-test/closed/there');
    const other = await read('bob', '/srv/files-test/closed/other');
    expect(there.error).not.toBe('');
    expect(there.error.replaceAll('there', 'other')).toBe(other.error);
  });

  attack(
    'an account of the system, outside any session, writes as itself',
    { without: 'with own tiers for everybody it wrote the file' },
    async () => {
      const call =
        'busctl --system call org.llmos.Operator1 /org/llmos/Operator1 org.llmos.Operator1 WriteFile ssa{sv} /tmp/stranger x 0';
      const ran = await execIn(os, ['setpriv', '--reuid=65534', '--regid=65534', '--clear-groups', ...call.split(' ')]);
      expect([ran.status === 0, ran.stderr]).toEqual([false, expect.stringMatching(/overwrite-file|uid/)]);
      await shIn(os, 'test ! -e /tmp/stranger');
    },
  );

  attack(
    'what is denied is reached, under its own name or that of a bind mount',
    { without: 'without a look at the object that was opened, root was told /etc/shadow by its other name', tries: 10 },
    async () => {
      for (const path of ['/etc/shadow', '/etc/polkit-1/rules.d/x.rules', '/boot/x', '/usr/lib/llm-os/worker.mjs']) {
        expect((await write('alice', path, 'x')).error).toMatch(/denied/);
        expect((await write(undefined, path, 'x')).error).toMatch(/denied/);
      }
      await shIn(os, 'mount --bind /etc /mnt');
      expect((await read(undefined, '/mnt/shadow')).error).toMatch(/denied/);
      expect((await write(undefined, '/mnt/sudoers.d/x', 'x')).error).toMatch(/denied/);
      await shIn(os, 'umount /mnt; test ! -e /etc/sudoers.d/x');
    },
  );

  it('reads as root neither proc, nor a pipe, nor what a person may have put there', async () => {
    await shIn(os, 'mkfifo /srv/files-test/pipe');
    for (const path of ['/proc/1/environ', '/srv/files-test/pipe', '/dev/null', '/home/alice/files/hello.txt']) {
      expect((await read(undefined, path)).error).not.toBe('');
    }
  });

  it('leaves no worker and no temporary file behind', async () => {
    const left = await shIn(
      os,
      `sleep 2; systemctl list-units --all --no-legend 'llmos-op-*'; find /home/alice /etc /tmp -name '.llm-os-*'; find /run/llmos-operator -type s`,
    );
    expect(left.trim()).toBe('');
  });
});
