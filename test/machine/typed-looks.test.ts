import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { execIn, shIn, type System, up } from './driver.js';
import { ask, askWithPassword } from './operator.js';

const systems: readonly System[] = ['trixie', 'bookworm'];

describe.each(systems)('typed looks, %s', os => {
  beforeAll(async () => {
    await up(os);
    await shIn(
      os,
      `printf '[Service]\\nType=oneshot\\nExecStart=false\\n' >/run/systemd/system/llmtest-fails.service
printf '[Service]\\nType=oneshot\\nRemainAfterExit=yes\\nExecStart=sleep 2\\n' >/run/systemd/system/llmtest-slow.service
systemctl daemon-reload; systemctl start llmtest-fails || true; systemctl start llmtest-slow
logger -t llmtest -p user.err 'llmtest marker of the system'`,
    );
  });
  afterAll(() =>
    shIn(
      os,
      'systemctl stop llmtest-slow; systemctl reset-failed; rm -f /run/systemd/system/llmtest-*; systemctl daemon-reload',
    ),
  );

  it('list units that failed, run, or were slow to start, without a question', async () => {
    const failed = await ask(os, 'bob', ['ListUnits', 'a{sv}', 0]);
    expect(failed.reply).toContain('"llmtest-fails.service"');
    expect(failed.reply).toContain('failed (failed)');
    const slow = await ask(os, 'bob', ['ListUnits', 'a{sv}', 2, 'only', 's', 'slow', 'limit', 'i', 3]);
    expect(slow.reply).toMatch(/"llmtest-slow.service"[^"]+"[^"]+"[^"]+"active \(exited\)"/);
    expect(slow.reply).toMatch(/"2\.\d{3} s"/);
    const timers = await ask(os, 'bob', ['ListUnits', 'a{sv}', 2, 'only', 's', 'running', 'name_like', 's', 'dbus*']);
    expect(timers.reply).toContain('dbus.service');
  });

  it('read the journal with the rights of the caller, and the rest after the password', async () => {
    const asked = [
      'ReadJournal',
      'a{sv}',
      3,
      'priority',
      's',
      'err',
      'containing',
      's',
      'llmtest marker',
      'begin',
      's',
      '-1h',
    ] as const;
    const alone = await ask(os, 'bob', asked);
    expect(alone.reply).not.toContain('marker of the system');
    const whole = await askWithPassword(os, 'bob', 'alice-password', asked);
    expect(whole.prompt.replaceAll(/\s+/g, ' ')).toContain(
      'read the journal of the system: the last 50 lines as important as err since -1h with llmtest marker',
    );
    expect(whole.reply).toContain('llmtest marker of the system');
    const lost = await ask(os, undefined, ['ReadJournal', 'a{sv}', 1, 'boot', 'i', -77]);
    expect(lost.error).toMatch(/boot/);
  });

  it('list accounts and what their groups give, and who is logged in', async () => {
    const { reply } = await ask(os, 'bob', ['ListUsers', 'a{sv}', 0]);
    expect(reply).toMatch(/"alice"/);
    expect(reply).toContain('"sudo gives root"');
    expect(reply).not.toMatch(/\$y\$/);
    const seat = execIn(os, ['sleep', '6'], { user: 'alice' });
    await shIn(os, 'sleep 2');
    const logins = await ask(os, 'bob', ['ListLogins', 'a{sv}', 0]);
    expect(logins.reply).toMatch(/"user" s "alice"/);
    expect(logins.reply).toMatch(/"since" s "20\d\d-/);
    await seat;
  });
});
