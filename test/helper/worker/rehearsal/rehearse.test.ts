import { execFileSync } from 'node:child_process';
import { chmodSync, existsSync, mkdirSync, mkdtempSync, readFileSync, writeFileSync, chownSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { RehearseRequest } from '../../../../helper/worker/rehearsal/protocol.js';
import { AS_SOMEBODY, Bench, changesOf } from './bench.js';

const bench = new Bench();
let home = '';

beforeAll(() => {
  // on the machine's own disk: what is touched is thrown away with it
  home = mkdtempSync('/var/tmp/rehearsed-');
  chmodSync(home, 0o755);
});

afterAll(() => rmSync(home, { recursive: true, force: true }));

async function run(script: string, more: Partial<RehearseRequest> = {}) {
  const store = bench.place();
  const reply = await bench.rehearse(script, { store, ...more });
  if (!reply.ok) throw new Error(`${reply.code}: ${reply.text}`);
  return { reply, store, changes: changesOf(readFileSync(join(store, 'manifest.json'), 'utf8')) };
}

const short = (changes: Awaited<ReturnType<typeof run>>['changes']) =>
  changes.map(({ path, change }) => `${change} ${path.replace(home, '~')}`);

describe('what a script changes, as data', () => {
  test('what it makes of its input, which is empty unless given', async () => {
    const { reply } = await run(`cat; wc -c`, { stdin: 'one\ntwo' });
    expect(reply.stdout).toBe('one\ntwo0\n');
    expect((await run('cat')).reply.stdout).toBe('');
  });

  test('files, directories and links that are created, replaced and deleted', async () => {
    mkdirSync(`${home}/tree/deep`, { recursive: true });
    writeFileSync(`${home}/tree/deep/file`, 'deep');
    writeFileSync(`${home}/old`, 'old\n');
    writeFileSync(`${home}/same`, 'same\n');
    const { changes, reply, store } = await run(
      `cd ${home}; rm -r tree; echo new > old; touch same; echo same > same; mkdir -p a/b; ln -s b a/link; echo x > a/b/x; mv old moved; echo fine; exit 3`,
    );
    expect(reply).toMatchObject({ exitStatus: 3, stdout: 'fine\n', stderr: '' });
    expect(short(changes)).toEqual([
      'created ~/a',
      'created ~/a/b',
      'created ~/a/b/x',
      'created ~/a/link',
      'created ~/moved',
      'deleted ~/old',
      'deleted ~/tree',
      'deleted ~/tree/deep',
      'deleted ~/tree/deep/file',
    ]);
    const moved = changes.find(({ path }) => path.endsWith('/moved'))?.after;
    expect(readFileSync(join(store, 'content', moved?.sha256 ?? ''), 'utf8')).toBe('new\n');
    expect(changes.find(({ path }) => path.endsWith('/link'))?.after?.target).toBe('b');
    expect(readFileSync(`${home}/old`, 'utf8')).toBe('old\n');
    expect(existsSync(`${home}/a`)).toBe(false);
  });

  test('a directory that is replaced by another of the same name hides nothing', async () => {
    mkdirSync(`${home}/opaque/below`, { recursive: true });
    writeFileSync(`${home}/opaque/one`, '1');
    writeFileSync(`${home}/opaque/below/two`, '2');
    const { changes } = await run(`cd ${home}; rm -r opaque; mkdir opaque; echo 3 > opaque/three`);
    expect(short(changes)).toEqual([
      'deleted ~/opaque/below',
      'deleted ~/opaque/below/two',
      'deleted ~/opaque/one',
      'created ~/opaque/three',
    ]);
  });

  test('directories that get other names by one system call, and change places', async () => {
    for (const name of ['left', 'right']) {
      mkdirSync(`${home}/${name}/below`, { recursive: true });
      for (const file of ['in', 'below/in', `below/${name}`]) writeFileSync(`${home}/${name}/${file}`, name);
      writeFileSync(`${home}/${name}/same`, 'same');
    }
    const { changes } = await run(
      `cd ${home}; perl -e 'rename "left", "x" or die; rename "right", "left" or die; rename "x", "right" or die; rename "right/below", "up" or die'; echo more >> left/same`,
    );
    expect(short(changes)).toEqual(
      [
        'created ~/left/below/right',
        'deleted ~/left/below/left',
        'replaced ~/left/below/in',
        'replaced ~/left/in',
        'replaced ~/left/same',
        'deleted ~/right/below',
        'deleted ~/right/below/in',
        'deleted ~/right/below/right',
        'replaced ~/right/in',
        'created ~/up',
        'created ~/up/in',
        'created ~/up/left',
      ].toSorted((one, other) => ((one.split(' ')[1] ?? '') < (other.split(' ')[1] ?? '') ? -1 : 1)),
    );
  });

  test('a directory in which a file system is mounted keeps its name', async () => {
    const mount = `${home}/holding/mounted`;
    mkdirSync(mount, { recursive: true });
    execFileSync('mount', ['-t', 'tmpfs', 'tmpfs', mount]);
    try {
      const reply = await bench.rehearse(`cd ${home}; perl -e 'rename "holding", "held" or die'`);
      expect(reply).toMatchObject({ ok: false, code: 'unfit' });
      expect(String(reply.ok || reply.text)).toContain(`a file system is mounted at ${mount}`);
    } finally {
      execFileSync('umount', [mount]);
    }
  });

  test('owner and mode, and a file in the place of a directory', async () => {
    mkdirSync(`${home}/was-directory`);
    writeFileSync(`${home}/was-directory/in`, '');
    writeFileSync(`${home}/modes`, 'm');
    writeFileSync(`${home}/owners`, 'o');
    const { changes } = await run(
      `cd ${home}; chmod 600 modes; chown 4242:4242 owners; rm -r was-directory; echo f > was-directory`,
    );
    expect(short(changes)).toEqual([
      'mode ~/modes',
      'owner ~/owners',
      'replaced ~/was-directory',
      'deleted ~/was-directory/in',
    ]);
    expect(changes[1]?.after).toMatchObject({ uid: 4242, gid: 4242, mode: 0o644 });
  });

  test('as the caller, what the caller may not do fails inside as it would outside', async () => {
    const mine = `${home}/mine`;
    mkdirSync(mine);
    chownSync(mine, 4242, 4242);
    const { changes, reply } = await run(`echo x > ${mine}/x; echo y > ${home}/y; id -u`, { actor: AS_SOMEBODY });
    expect(short(changes)).toEqual(['created ~/mine/x']);
    expect(changes[0]?.after).toMatchObject({ uid: 4242, gid: 4242 });
    expect(reply.stdout).toBe('4242\n');
    expect(reply.stderr).toMatch(/Permission denied|cannot create/);
  });

  test('a denied place within a denied place is hidden once', async () => {
    mkdirSync(`${home}/secret/within`, { recursive: true });
    writeFileSync(`${home}/secret/within/key`, 'key');
    const denied = [`${home}/secret`, `${home}/secret/within`];
    const { reply } = await run(`cat ${home}/secret/within/key; ls -A ${home}/secret`, { denied });
    expect(reply).toMatchObject({ stdout: '' });
  });

  test('a file system of its own at a home that is shut stays shut in the copy', async () => {
    const mount = `${home}/shut`;
    mkdirSync(mount);
    execFileSync('mount', ['-t', 'tmpfs', '-o', 'mode=700', 'tmpfs', mount]);
    try {
      writeFileSync(`${mount}/letter`, 'private');
      const { reply } = await run(`cat ${mount}/letter`, { actor: AS_SOMEBODY });
      expect(reply).toMatchObject({ stdout: '', exitStatus: 1 });
      expect(reply.stderr).toContain('Permission denied');
    } finally {
      execFileSync('umount', [mount]);
    }
  });

  test('programs that act on the running system do nothing and leave their name', async () => {
    const { reply, changes } = await run(`for p in mount; do $p -t tmpfs x /mnt; done`, { live: ['mount', 'umount'] });
    expect(reply.refused).toEqual(['mount']);
    expect(reply.stderr).toContain('mount: does nothing in a rehearsal');
    expect(changes).toEqual([]);
  });
});
