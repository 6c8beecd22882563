import { execFileSync } from 'node:child_process';
import { chownSync, existsSync, mkdirSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { beforeEach, describe, expect, test } from 'vitest';
import type { RehearseReply, RehearseRequest } from '../../../../helper/worker/rehearsal/protocol.js';
import { attack } from '../../../attack/attack.js';
import { AS_SOMEBODY, Bench } from './bench.js';
import { makeHomes } from './tree.js';

const bench = new Bench();
const makeHome = makeHomes();
let home = '';

beforeEach(() => {
  home = makeHome();
});

async function inside(script: string, more: Partial<RehearseRequest> = {}): Promise<RehearseReply> {
  const reply = await bench.rehearse(script, more);
  if (!reply.ok) throw new Error(`${reply.code}: ${reply.text}`);
  return reply;
}

function mounted<T>(at: string, options: readonly string[], work: () => Promise<T>): Promise<T> {
  execFileSync('mount', [...options, at]);
  return work().finally(() => execFileSync('umount', [at]));
}

const DENIED = () => [`${home}/*/.ssh/id_*`, `${home}/*/.gnupg`];

function person(name: string): string {
  const own = `${home}/${name}`;
  mkdirSync(`${own}/.ssh`, { recursive: true });
  for (const path of [own, `${own}/.ssh`]) chownSync(path, 4242, 4242);
  return own;
}

describe('places that are out of sight', () => {
  test('are what lies there by itself, and links of root lead on', async () => {
    const own = person('bob');
    writeFileSync(`${own}/.ssh/id_key`, 'secret');
    mkdirSync(`${own}/.gnupg`);
    writeFileSync(`${own}/.gnupg/key`, 'secret');
    writeFileSync(`${home}/real`, 'secret');
    symlinkSync('real', `${home}/known`);
    const script = `cat ${own}/.ssh/id_key ${own}/.gnupg/key ${home}/real; ls ${own}/.ssh`;
    const { stdout, stderr } = await inside(script, { denied: [...DENIED(), `${home}/known`] });
    expect(stdout).toBe('id_key\n');
    expect(stderr).toContain('.gnupg/key');
  });

  test.each(['echo x > .ssh/id_key', 'mkdir .gnupg/new', 'chmod 644 .ssh/id_key', 'chown 7 .gnupg'])(
    'are not changed behind anybody’s back: %s',
    async script => {
      const own = person('bob');
      writeFileSync(`${own}/.ssh/id_key`, 'secret');
      mkdirSync(`${own}/.gnupg`);
      const reply = await bench.rehearse(`cd ${own}; touch innocent; ${script} || true`, { denied: DENIED() });
      expect(reply).toMatchObject({ ok: false, code: 'denied' });
      expect(String(reply.ok || reply.text)).toMatch(/bob\/\.(ssh\/id_key|gnupg), a place that no copy shows/);
    },
  );

  test('may be looked for by who changes nothing there', async () => {
    const own = person('bob');
    mkdirSync(`${own}/.gnupg`);
    const { stdout } = await inside(`ls -A ${own}/.gnupg; [ -d ${own}/.gnupg ] && echo there`, { denied: DENIED() });
    expect(stdout).toBe('there\n');
  });

  attack(
    'a denied place is read by another name that it is mounted under, whole or in part',
    { without: 'root’s script printed a key of /etc/ssl/private by the names of two bind mounts of it', tries: 2 },
    async () => {
      for (const path of ['secret/part', 'whole', 'part']) mkdirSync(`${home}/${path}`, { recursive: true });
      writeFileSync(`${home}/secret/part/key`, 'secret');
      const read = () => inside(`cat ${home}/whole/part/key ${home}/part/key`, { denied: [`${home}/secret`] });
      const { stdout } = await mounted(`${home}/whole`, ['--bind', `${home}/secret`], () =>
        mounted(`${home}/part`, ['--bind', `${home}/secret/part`], read),
      );
      expect(stdout).toBe('');
    },
  );

  attack(
    'a person’s links decide what no other rehearsal sees, or end all of them',
    {
      without:
        'links followed: /usr/bin/setpriv was gone for everybody, root’s script took the way without /etc/passwd',
      tries: 5,
    },
    async () => {
      const own = person('mallory');
      symlinkSync('/usr/bin/setpriv', `${own}/.ssh/id_program`);
      symlinkSync('/etc/passwd', `${own}/.ssh/id_file`);
      symlinkSync('/etc', `${own}/.gnupg`);
      const other = person('other');
      rmSync(`${other}/.ssh`, { recursive: true });
      symlinkSync('/usr/bin', `${other}/.ssh`);
      writeFileSync(`${home}/id_innocent`, 'seen');
      mkdirSync(`${home}/third`);
      chownSync(`${home}/third`, 4242, 4242);
      symlinkSync(home, `${home}/third/.ssh`);
      const { stdout, exitStatus } = await inside(`[ -s /etc/passwd ] && ls -d /usr/bin/id; cat ${home}/id_innocent`, {
        denied: [...DENIED(), `${home}/*/.ssh/id`],
      });
      expect({ stdout, exitStatus }).toEqual({ stdout: '/usr/bin/id\nseen', exitStatus: 0 });
    },
  );

  test.each([100, 10_000])('are a directory as a whole where a pattern finds many names in it (%i)', async count => {
    const own = person('crowd');
    for (let index = 0; index < count; index++) writeFileSync(`${own}/.ssh/id_${index}`, '');
    const { stdout } = await inside(`ls -A ${own}/.ssh`, { denied: DENIED() });
    expect(stdout).toBe('');
  });
});

// an access list that names one user, and keeps the owning group out
function setList(path: string, uid: number): void {
  const nobody = 0xffffffff;
  const entries = [
    [1, 7, nobody],
    [2, 7, uid],
    [4, 0, nobody],
    [16, 7, nobody],
    [32, 0, nobody],
  ] as const;
  const list = Buffer.alloc(4 + 8 * entries.length);
  list.writeUInt32LE(2);
  for (const [index, [tag, rights, id]] of entries.entries()) {
    list.writeUInt16LE(tag, 4 + 8 * index);
    list.writeUInt16LE(rights, 6 + 8 * index);
    list.writeUInt32LE(id, 8 + 8 * index);
  }
  const call = process.arch === 'x64' ? 188 : 5;
  const script = `my ($call, $path, $name, $hex) = @ARGV; my $value = pack("H*", $hex); exit(syscall($call + 0, $path, $name, $value, length $value, 0) != 0)`;
  execFileSync('perl', ['-e', script, String(call), path, 'system.posix_acl_access', list.toString('hex')]);
}

describe('file systems within others', () => {
  attack(
    'an access list of a mount point, which its copy would lack, lets nobody in',
    { without: 'owner and mode alone were copied: the group, which the list keeps out, read it' },
    async () => {
      const at = `${home}/listed`;
      mkdirSync(at);
      await mounted(at, ['-t', 'tmpfs', '-o', 'mode=770,gid=4242', 'tmpfs'], async () => {
        writeFileSync(`${at}/letter`, 'private');
        setList(at, 4243);
        const reader = await inside(`cat ${at}/letter`, { actor: AS_SOMEBODY });
        expect(reader).toMatchObject({ stdout: '', exitStatus: 1 });
        expect(reader.readOnly).toContain(at);
        const named = { as: 'caller', uid: 4243, gid: 4243, groups: [] } as const;
        expect(await inside(`cat ${at}/letter`, { actor: named })).toMatchObject({ stdout: 'private' });
      });
    },
  );

  test('a writable one within a read-only one is seen, and what it changes is told', async () => {
    const at = `${home}/outer`;
    mkdirSync(`${at}`);
    await mounted(at, ['-t', 'tmpfs', 'tmpfs'], async () => {
      mkdirSync(`${at}/inner`);
      writeFileSync(`${at}/inner/beneath`, '');
      await mounted(`${at}/inner`, ['-t', 'tmpfs', 'tmpfs'], async () => {
        writeFileSync(`${at}/inner/visible`, '');
        execFileSync('mount', ['-o', 'remount,ro', at]);
        const { stdout, readOnly } = await inside(`echo x > ${at}/inner/new; ls ${at}/inner; echo y > ${at}/no`);
        expect(stdout).toBe('new\nvisible\n');
        expect(readOnly).toContain(at);
        expect(existsSync(`${at}/inner/new`)).toBe(false);
      });
    });
  });

  test('a file that is a mount is only read', async () => {
    writeFileSync(`${home}/one`, 'one');
    writeFileSync(`${home}/at`, 'beneath');
    await mounted(`${home}/at`, ['--bind', `${home}/one`], async () => {
      const { stdout, stderr } = await inside(`cat ${home}/at; echo x > ${home}/at`);
      expect(stdout).toBe('one');
      expect(stderr).toContain('Read-only');
    });
  });
});
