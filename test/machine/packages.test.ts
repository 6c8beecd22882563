import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { execIn, shIn, type System, up } from './driver.js';
import { callOperator } from './operator-call.js';
import { ask, askWithPassword } from './operator.js';
import { allPackages, publish, stateOf, unpublish } from './package-fixtures.js';

const systems: readonly System[] = ['trixie', 'bookworm'];

const install = (...names: string[]): [string, string, ...(string | number)[]] => [
  'InstallPackages',
  'asa{sv}',
  names.length,
  ...names,
  0,
];
const remove = (...names: string[]): [string, string, ...(string | number)[]] => [
  'RemovePackages',
  'asa{sv}',
  names.length,
  ...names,
  0,
];

describe.each(systems)('packages, %s', os => {
  beforeAll(async () => {
    await up(os);
    await publish(os);
  });
  afterAll(() => unpublish(os));

  it('installs what the prompt listed, after the password of an administrator', async () => {
    const asked = await askWithPassword(os, 'alice', 'alice-password', install('llmtest-hello'));
    expect(asked.prompt.replaceAll(/\s+/g, ' ')).toContain('to install 2 packages: llmtest-hello 1.0-1 (');
    expect(asked.prompt).toContain('llmtest-leaf 1.0-1');
    expect(asked.error).toBe('');
    expect(await stateOf(os, 'llmtest-hello')).toBe('ii');
    expect(await stateOf(os, 'llmtest-leaf')).toBe('ii');
  });

  it('removes what the prompt listed, dependents included', async () => {
    const asked = await askWithPassword(os, 'alice', 'alice-password', remove('llmtest-leaf'));
    expect(asked.prompt.replaceAll(/\s+/g, ' ')).toContain('to remove 2 packages: llmtest-hello 1.0-1');
    expect(asked.error).toBe('');
    expect(await stateOf(os, 'llmtest-hello')).toBe('');
    expect(await stateOf(os, 'llmtest-leaf')).toBe('');
  });

  it('takes an installation back, unless the world has changed since', async () => {
    const recordOf = (reply: string): string => /"record" s "([^"]+)"/.exec(reply)?.[1] ?? '';
    const added = await ask(os, undefined, install('llmtest-hello'));
    const undone = await ask(os, undefined, ['Undo', 'sa{sv}', recordOf(added.reply), 0]);
    expect(undone.error).toBe('');
    expect(await stateOf(os, 'llmtest-hello')).toBe('');
    expect(await stateOf(os, 'llmtest-leaf')).toBe('');
    const leaf = await ask(os, undefined, install('llmtest-leaf'));
    await ask(os, undefined, install('llmtest-hello'));
    // it would now take another package along
    expect((await ask(os, undefined, ['Undo', 'sa{sv}', recordOf(leaf.reply), 0])).error).not.toBe('');
    expect(await stateOf(os, 'llmtest-leaf')).toBe('ii');
    const gone = await ask(os, undefined, remove('llmtest-leaf'));
    expect((await ask(os, undefined, ['Undo', 'sa{sv}', recordOf(gone.reply), 0])).error).toBe('');
    expect(await stateOf(os, 'llmtest-hello')).toBe('ii');
    expect((await ask(os, undefined, remove('llmtest-leaf'))).error).toBe('');
  });

  it('does nothing for who cannot answer a prompt, or answers it wrongly', async () => {
    expect((await ask(os, 'bob', install('llmtest-leaf'))).error).not.toBe('');
    const wrong = await askWithPassword(os, 'alice', 'not-her-password', install('llmtest-leaf'));
    expect(wrong.error).toMatch(/not authorized|authoriz/i);
    expect(await stateOf(os, 'llmtest-leaf')).toBe('');
  });

  // root passes polkit unasked, so nothing but the helper stands between these names and apt
  it('lets none of the twelve names through that apt reads as more than a name', async () => {
    await shIn(os, 'cp /srv/llmtest/llmtest-leaf_1.0-1_all.deb /tmp/evil.deb');
    const before = await allPackages(os);
    const names = [
      '-oDPkg::Pre-Invoke::=touch /tmp/evil',
      '-oDir::Bin::dpkg=/tmp/evil.sh',
      './evil.deb',
      '/tmp/evil.deb',
      'llmtest-leaf-',
      'sudo-',
      'llmtest-leaf+',
      'llmtest-leaf/now',
      'llmtest-leaf=1.0-1',
      '~nllmtest-leaf$',
      '?name(llmtest-leaf)',
      '^llmtest-lea.$',
      'llmtest-l*',
      'llmtest-lea?',
      'llmtest-le.f',
    ];
    for (const method of ['InstallPackages', 'RemovePackages']) {
      for (const name of names) {
        const reply = await callOperator({ os, user: 'root', method, signature: 'asa{sv}', args: ['1', name, '0'] });
        expect({ name, error: reply.error }).toEqual({
          name,
          error: expect.stringMatching(/expected the name|there is no package|is not installed/),
        });
      }
    }
    expect(await allPackages(os)).toBe(before);
    await shIn(os, 'rm /tmp/evil.deb');
  });

  it('takes a name that really ends in a plus', async () => {
    expect((await ask(os, undefined, install('llmtest-c++'))).error).toBe('');
    expect(await stateOf(os, 'llmtest-c++')).toBe('ii');
    expect((await ask(os, undefined, remove('llmtest-c++'))).error).toBe('');
    expect(await stateOf(os, 'llmtest-c++')).toBe('');
  });

  it('tells the truth about a postinst that fails', async () => {
    const { error } = await ask(os, undefined, install('llmtest-broken', 'llmtest-leaf'));
    expect(error).toContain('llmtest-broken 1.0-1 is half configured');
    expect(error).toContain('llmtest-leaf 1.0-1 is installed');
    expect(await stateOf(os, 'llmtest-broken')).toBe('iF');
    expect((await ask(os, undefined, remove('llmtest-broken', 'llmtest-leaf'))).error).toBe('');
    expect(await stateOf(os, 'llmtest-broken')).toBe('');
  });

  it('refuses an installation that removes something, and the removal of what is needed', async () => {
    await ask(os, undefined, install('llmtest-leaf', 'llmtest-essential'));
    expect((await ask(os, undefined, install('llmtest-rival'))).error).toMatch(/remove/);
    expect((await ask(os, undefined, remove('llmtest-essential'))).error).toContain('essential');
    for (const name of ['llm-os', 'dbus', 'polkitd', 'systemd']) {
      expect((await ask(os, undefined, remove(name))).error).toMatch(/essential|needed|refuses/);
    }
    expect(await stateOf(os, 'llmtest-leaf')).toBe('ii');
    expect((await ask(os, undefined, remove('llmtest-leaf'))).error).toBe('');
  });

  it('waits for another package manager, then says who holds the lock and that nothing changed', async () => {
    const hold =
      "import fcntl,time; f=open('/var/lib/dpkg/lock-frontend','w'); fcntl.lockf(f,fcntl.LOCK_EX); time.sleep(600)";
    await shIn(os, `systemd-run -q --unit=llmtest-lock python3 -c "${hold}"; sleep 1`);
    const { error } = await ask(os, undefined, install('llmtest-leaf'));
    await shIn(os, 'systemctl stop llmtest-lock');
    expect(error).toMatch(/nothing was changed.*held by process \d+ \(python3\)/);
    expect(await stateOf(os, 'llmtest-leaf')).toBe('');
  });

  it('lets dpkg finish though caller and helper are killed in the middle of a postinst', async () => {
    const call = 'busctl call org.llmos.Operator1 /org/llmos/Operator1 org.llmos.Operator1 InstallPackages asa{sv}';
    await shIn(os, `systemd-run -q --collect --unit=llmtest-caller ${call} 1 llmtest-slow 0`);
    await expect
      .poll(async () => (await execIn(os, ['test', '-e', '/run/llmtest-begun'])).status, { timeout: 60_000 })
      .toBe(0);
    await shIn(os, 'systemctl kill -s KILL llmtest-caller llmos-operator; test ! -e /run/llmtest-ended');
    await expect.poll(() => stateOf(os, 'llmtest-slow'), { timeout: 60_000 }).toBe('ii');
    await shIn(os, 'test -e /run/llmtest-ended; dpkg --audit | grep -q . && exit 1; systemctl reset-failed');
    expect((await ask(os, undefined, remove('llmtest-slow'))).error).toBe('');
  });
});
