import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { attack } from '../attack/attack.js';
import { execIn, shIn, type System, up } from './driver.js';
import { PANEL, plugIn, unplug } from './fake-backlight.js';
import { ask, askWithPassword } from './operator.js';

const systems: readonly System[] = ['trixie', 'bookworm'];
const POINTER = '/etc/X11/xorg.conf.d/70-llm-os-pointer.conf';

describe.each(systems)('devices, %s', os => {
  beforeAll(() => up(os));
  afterAll(() => shIn(os, `rm -rf /etc/X11/xorg.conf.d /etc/default/keyboard /etc/vconsole.conf`));

  const read = (path: string): Promise<string> => shIn(os, `cat ${path}`);

  it('lists them to anybody, without a password', async () => {
    const { reply } = await ask(os, 'bob', ['ListDevices', 'a{sv}', 0]);
    expect(reply).toContain('"kind" s "network" "name" s "lo" "detail" s "unknown, loopback"');
    const disks = await ask(os, undefined, ['ListDevices', 'a{sv}', 1, 'kind', 's', 'disk']);
    expect(disks.reply).not.toContain('network');
  });

  it('says so where there is no backlight', async () => {
    const { error } = await ask(os, 'alice', ['SetBrightness', 'ua{sv}', 50, 0]);
    expect(error).toContain('this machine has no backlight');
  });

  it('writes the pointers` defaults after the password, where the x server reads them', async () => {
    const asked = await askWithPassword(os, 'alice', 'alice-password', [
      'SetPointer',
      'a{sv}',
      2,
      'natural_scroll',
      'b',
      'true',
      'speed',
      'i',
      -30,
    ]);
    expect(asked.prompt.replaceAll(/\s+/g, ' ')).toContain('to natural scrolling on, speed -30');
    expect(asked.error).toBe('');
    expect(await shIn(os, `stat -c '%U %a' ${POINTER}`)).toBe('root 644\n');
    expect(await read(POINTER)).toContain('Option "AccelSpeed" "-0.30"');
    expect((await ask(os, undefined, ['SetPointer', 'a{sv}', 1, 'left_handed', 'b', 'true'])).error).toBe('');
    expect(await read(POINTER)).toContain('Option "NaturalScrolling" "true"');
    expect(await read(POINTER)).toContain('Option "LeftHanded" "true"');
  });

  it('changes the keyboard layout of the machine after the password', async () => {
    const asked = await askWithPassword(os, 'alice', 'alice-password', [
      'SetKeyboardLayout',
      'sa{sv}',
      'de',
      1,
      'variant',
      's',
      'nodeadkeys',
    ]);
    expect(asked.prompt.replaceAll(/\s+/g, ' ')).toContain('keyboard layout of the machine to de (nodeadkeys)');
    expect(asked.error).toBe('');
    expect(await read('/etc/default/keyboard')).toMatch(/^XKBLAYOUT="?de"?$/m);
    expect(await read('/etc/default/keyboard')).toMatch(/^XKBVARIANT="?nodeadkeys"?$/m);
    const back = await ask(os, undefined, ['SetKeyboardLayout', 'sa{sv}', 'us', 0]);
    expect(await read('/etc/default/keyboard')).toMatch(/^XKBLAYOUT="?us"?$/m);
    const record = /"record" s "([^"]+)"/.exec(back.reply)?.[1] ?? '';
    expect((await ask(os, undefined, ['Undo', 'sa{sv}', record, 0])).error).toBe('');
    expect(await read('/etc/default/keyboard')).toMatch(/^XKBVARIANT="?nodeadkeys"?$/m);
    expect((await ask(os, undefined, ['SetKeyboardLayout', 'sa{sv}', 'us', 0])).error).toBe('');
  });

  attack(
    'our root gets round a rule that forbids what localed would be asked for',
    { without: 'with the check of the service behind it left out the question went on to a person' },
    async () => {
      const layout = () => shIn(os, 'cat /etc/default/keyboard 2>/dev/null || true');
      const before = await layout();
      await shIn(
        os,
        `cat >/etc/polkit-1/rules.d/10-llmtest.rules <<'EOF'
polkit.addRule(function (action) {
  if (action.id === 'org.freedesktop.locale1.set-keyboard') return polkit.Result.NO;
});
EOF
sleep 2`,
      );
      const { error } = await ask(os, 'alice', ['SetKeyboardLayout', 'sa{sv}', 'fr', 0]);
      await shIn(os, 'rm /etc/polkit-1/rules.d/10-llmtest.rules; sleep 1');
      expect(error).toMatch(/org.freedesktop.locale1.set-keyboard|not authorized|refused/i);
      expect(await layout()).toBe(before);
    },
  );

  it('changes nothing for who cannot answer', async () => {
    const before = await read(`/etc/default/keyboard ${POINTER}`);
    expect((await ask(os, 'bob', ['SetKeyboardLayout', 'sa{sv}', 'fr', 0])).error).not.toBe('');
    expect((await ask(os, 'bob', ['SetPointer', 'a{sv}', 1, 'speed', 'i', 5])).error).not.toBe('');
    expect(await read(`/etc/default/keyboard ${POINTER}`)).toBe(before);
  });

  describe('with a backlight of plain files', () => {
    beforeAll(() => plugIn(os));
    afterAll(() => unplug(os));

    it('sets it through logind for who sits in front of it, without a password', async () => {
      const { reply, error } = await ask(os, 'alice', ['SetBrightness', 'ua{sv}', 50, 0]);
      expect(error).toBe('');
      expect(reply).toContain('"llmtest_panel" 50 25');
      expect(await read(`${PANEL}/brightness`)).toBe('60\n');
      const record = /"record" s "([^"]+)"/.exec(reply)?.[1] ?? '';
      expect((await ask(os, 'alice', ['Undo', 'sa{sv}', record, 0])).error).toBe('');
      expect(await read(`${PANEL}/brightness`)).toBe('30\n');
    });

    it('asks everybody else for an administrator, and leaves it as it is', async () => {
      // a person at the seat, and a caller without a session there
      const seat = execIn(os, ['sleep', '12'], { user: 'alice' });
      await shIn(os, 'sleep 2');
      const call =
        'busctl call org.llmos.Operator1 /org/llmos/Operator1 org.llmos.Operator1 SetBrightness ua{sv} 100 0';
      const ran = await execIn(os, ['setpriv', '--reuid=bob', '--regid=bob', '--init-groups', 'sh', '-c', call]);
      expect(ran.status).not.toBe(0);
      expect(ran.stderr).toMatch(/authoriz/i);
      expect(await read(`${PANEL}/brightness`)).toBe('30\n');
      await seat;
    });
  });
});
