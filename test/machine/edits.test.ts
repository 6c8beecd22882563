import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { shIn, up, type System } from './driver.js';
import { ask, askWithPassword } from './operator.js';

const OWN = '/home/alice/edits';
const SSHD = '/etc/ssh/sshd_config';
const systems: readonly System[] = ['trixie', 'bookworm'];

describe.each(systems)('edits of files on %s', os => {
  beforeAll(async () => {
    await up(os);
    await shIn(
      os,
      `rm -rf ${OWN}; install -d -o alice -g alice ${OWN}; for file in ${SSHD} /etc/fstab; do cp -p $file $file.edits; done`,
    );
  });
  afterAll(() =>
    shIn(os, `rm -rf ${OWN}; for file in ${SSHD} /etc/fstab; do mv $file.edits $file; done; rm -f /etc/secret.edits`),
  );

  const edit = (path: string, operation: string, options: Readonly<Record<string, string | number>>) => {
    const words = Object.entries(options).flatMap(([key, value]) => [
      key,
      typeof value === 'number' ? 'x' : 's',
      value,
    ]);
    return ['EditFile', 'ssa{sv}', path, operation, Object.keys(options).length, ...words] as const;
  };
  const show = async (path: string) => await shIn(os, `cat ${path}`);
  const recordIn = (reply: string) => /"record" s "([^"]+)"/.exec(reply)?.[1] ?? '';

  it("asks the person for a file of one's own, keeps its line ends, and takes it back", async () => {
    const path = `${OWN}/notes`;
    await shIn(os, `printf 'one\\r\\ntwo\\r\\nthree' >${path}; chown alice: ${path}; chmod 640 ${path}`);
    const call = edit(path, 'replace', { match: 'two', text: '2' });
    expect((await ask(os, 'alice', call)).error).toContain('edit-own-file');
    const asked = await askWithPassword(os, 'alice', 'alice-password', call);
    expect(asked.prompt).toContain(`change your file ${path}: line 2: other text, sha256`);
    expect(asked.error).toBe('');
    expect(await show(path)).toBe('one\r\n2\r\nthree');
    expect(await shIn(os, `stat -c '%a %U' ${path}`)).toBe('640 alice\n');
    const back = await askWithPassword(os, 'alice', 'alice-password', ['Undo', 'sa{sv}', recordIn(asked.reply), 0]);
    expect(back.error).toBe('');
    expect(await show(path)).toBe('one\r\ntwo\r\nthree');
  });

  it('refuses several lines before anybody is asked, with what the caller may read of them', async () => {
    const { error } = await ask(os, 'alice', edit('/etc/passwd', 'delete', { match: 'nologin' }));
    expect(error).toMatch(/lines match where one was meant/);
    await shIn(os, `printf 'key=one\\nkey=two\\n' >/etc/secret.edits; chmod 600 /etc/secret.edits`);
    const call = edit('/etc/secret.edits', 'delete', { match: 'key' });
    expect((await ask(os, 'alice', call)).error).toContain('edit-code-file');
    const asked = await askWithPassword(os, 'alice', 'alice-password', call);
    expect(asked.error).toMatch(/lines 1, 2/);
    expect(asked.error).not.toContain('key=');
  });

  it('locks nobody out: the ssh server itself checks its configuration before it is there', async () => {
    const before = await show(SSHD);
    const set = (text: string) => edit(SSHD, 'set', { setting: 'PermitRootLogin', text });
    const bad = await ask(os, undefined, set('perhaps'));
    expect(bad.error).toMatch(/sshd -t does not take the new content at line \d+; nothing was changed/);
    expect(await show(SSHD)).toBe(before);
    const good = await ask(os, undefined, set('no'));
    expect(good.reply).toContain('sshd -t takes it');
    expect(await show(SSHD)).toMatch(/^PermitRootLogin no$/m);
    expect(await ask(os, undefined, ['Undo', 'sa{sv}', recordIn(good.reply), 0])).toMatchObject({ error: '' });
    expect(await show(SSHD)).toBe(before);
    expect(await shIn(os, 'ls /run/llmos-operator/checks')).toBe('');
  });

  it('keeps the machine booting: a line that findmnt does not take never comes into fstab', async () => {
    await shIn(os, 'echo "tmpfs /mnt tmpfs defaults 0 0" >/etc/fstab; findmnt --verify --tab-file /etc/fstab');
    const add = (text: string) => edit('/etc/fstab', 'insert_after', { line_number: 1, text });
    const bad = await ask(os, undefined, add('tmpfs /media/none nofilesystem defaults 0 0'));
    expect(bad.error).toContain('findmnt --verify --tab-file /etc/fstab does not take the new content');
    expect(await show('/etc/fstab')).toBe('tmpfs /mnt tmpfs defaults 0 0\n');
    const good = await ask(os, undefined, add('tmpfs /srv tmpfs size=1M 0 0'));
    expect(good.reply).toContain('takes it');
  });

  it('finds files as the caller, without a question', async () => {
    await shIn(os, `echo x >${OWN}/Letter.txt; mkdir -m 700 ${OWN}/closed; echo x >${OWN}/closed/letter`);
    const call = ['FindFiles', 'sa{sv}', OWN, 1, 'match', 's', 'letter'] as const;
    const { reply, error } = await ask(os, 'alice', call);
    expect(error).toBe('');
    expect(reply).toContain(`${OWN}/Letter.txt"`);
    expect(reply).not.toContain('closed/letter');
    expect((await ask(os, 'alice', ['FindFiles', 'sa{sv}', '/etc/shadow', 0])).error).toContain('denied');
  });
});
