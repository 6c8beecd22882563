import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { execIn, reboot, shIn, type System, up } from './driver.js';
import { ask, askWithPassword } from './operator.js';

const systems: readonly System[] = ['trixie', 'bookworm'];
const PLANNED =
  'busctl get-property org.freedesktop.login1 /org/freedesktop/login1 org.freedesktop.login1.Manager ScheduledShutdown';

describe.each(systems)('power of the machine, %s', os => {
  beforeAll(() => up(os));
  afterAll(() => shIn(os, 'shutdown -c 2>/dev/null || true'));

  it('plans a restart after the password, which says who is logged in, and undo cancels it', async () => {
    const seat = execIn(os, ['sleep', '8'], { user: 'bob' });
    await shIn(os, 'sleep 2');
    const asked = await askWithPassword(os, 'alice', 'alice-password', [
      'SetPower',
      'sa{sv}',
      'reboot',
      1,
      'minutes',
      'i',
      600,
    ]);
    expect(asked.error).toBe('');
    expect(asked.prompt.replaceAll(/\s+/g, ' ')).toMatch(/restart the machine, in 600 minutes. Logged in: alice, bob/);
    expect(await shIn(os, PLANNED)).toMatch(/^\(st\) "reboot" \d+\n$/);
    const record = /"record" s "([^"]+)"/.exec(asked.reply)?.[1] ?? '';
    expect((await ask(os, undefined, ['SetPower', 'sa{sv}', 'power_off', 1, 'minutes', 'i', 5])).error).toContain(
      'planned already',
    );
    expect((await ask(os, undefined, ['Undo', 'sa{sv}', record, 0])).error).toBe('');
    expect(await shIn(os, PLANNED)).toContain('"" 18446744073709551615');
    await seat;
  });

  it('plans it for a time of day, in the time zone that the machine has now', async () => {
    await shIn(os, 'timedatectl set-timezone Asia/Tokyo');
    const { reply } = await ask(os, undefined, ['SetPower', 'sa{sv}', 'power_off', 1, 'clock', 's', '04:44']);
    const [, usec = '0'] = /"poweroff" (\d+)/.exec(await shIn(os, PLANNED)) ?? [];
    await shIn(os, 'timedatectl set-timezone Etc/UTC');
    expect(reply).toContain('04:44 (Asia/Tokyo)');
    expect(new Date(Number(usec) / 1000).toISOString()).toContain('T19:44:00');
    expect((await ask(os, undefined, ['SetPower', 'sa{sv}', 'cancel', 0])).error).toBe('');
    expect((await ask(os, undefined, ['SetPower', 'sa{sv}', 'cancel', 0])).error).toContain('nothing is planned');
  });

  it('waits for who holds the machine up, even as root', async () => {
    const holds = execIn(os, ['systemd-inhibit', '--what=shutdown', '--who=apt', '--why=upgrade', 'sleep', '6']);
    await shIn(os, 'sleep 2');
    const { error } = await ask(os, undefined, ['SetPower', 'sa{sv}', 'reboot', 0]);
    expect(error).toContain('apt holds it up (upgrade)');
    expect((await holds).status).toBe(0);
  });

  it('asks who cannot answer for authentication, and does nothing', async () => {
    expect((await ask(os, 'bob', ['SetPower', 'sa{sv}', 'power_off', 0])).error).toMatch(/authenti/);
    expect((await ask(os, 'bob', ['SetPower', 'sa{sv}', 'reboot', 1, 'minutes', 'i', 1])).error).toMatch(/authenti/);
    expect(await shIn(os, PLANNED)).toContain('"" 18446744073709551615');
  });

  it('says so where the machine cannot hibernate', async () => {
    expect((await ask(os, undefined, ['SetPower', 'sa{sv}', 'hibernate', 0])).error).toContain('cannot hibernate');
  });

  it('restarts it at once, and the record is on disk before', async () => {
    const boot = () => shIn(os, 'cut -d" " -f22 /proc/1/stat');
    const before = await boot();
    // some seconds for a look at a machine that is about to go down
    const inhibit = 'systemd-inhibit --mode=delay --what=shutdown sleep 30';
    await shIn(os, `systemd-run --quiet --unit=llmtest-delay ${inhibit}; sleep 2`);
    expect((await ask(os, undefined, ['SetPower', 'sa{sv}', 'reboot', 0])).error).toBe('');
    const preparing =
      'org.freedesktop.login1 /org/freedesktop/login1 org.freedesktop.login1.Manager PreparingForShutdown';
    expect(await shIn(os, `busctl get-property ${preparing}`)).toBe('b true\n');
    await reboot(os);
    expect(await boot()).not.toBe(before);
    const { reply } = await ask(os, undefined, ['ListRecords', 'a{sv}', 1, 'limit', 'u', 1]);
    expect(reply).toContain('restart the machine, now');
    expect(reply).toContain('"outcome" s "done"');
  });
});
