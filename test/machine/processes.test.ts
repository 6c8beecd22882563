import { beforeAll, describe, expect, it } from 'vitest';
import { attack } from '../attack/attack.js';
import { execIn, shIn, type System, up } from './driver.js';
import { ask, askWithPassword } from './operator.js';

const systems: readonly System[] = ['trixie', 'bookworm'];

const signal = (pid: string | number, name: string) => ['SignalProcess', 'usa{sv}', pid, name, 0] as const;

describe.each(systems)('processes, %s', os => {
  /** a process of a user's own, outside any session */
  const start = async (user: string, unit: string): Promise<string> =>
    (
      await shIn(
        os,
        `systemctl stop ${unit} 2>/dev/null || true; systemctl reset-failed; systemd-run -q --uid=${user} --unit=${unit} sleep 1000; sleep 0.2; systemctl show --value -p MainPID ${unit}`,
      )
    ).trim();
  const isThere = async (pid: string): Promise<boolean> => (await execIn(os, ['kill', '-0', pid])).status === 0;

  beforeAll(() => up(os));

  it('are listed for everybody, with owner, unit and without their arguments', async () => {
    const pid = await start('bob', 'llmtest-bob');
    const list = ['ListProcesses', 'a{sv}', 2, 'match', 's', 'llmtest-bob', 'sort', 's', 'pid'] as const;
    for (const user of [undefined, 'alice', 'bob']) {
      const { reply } = await ask(os, user, list);
      expect(reply).toContain(`"pid" u ${pid}`);
      expect(reply).toContain('"user" s "bob" "name" s "sleep"');
      expect(reply).toContain('"unit" s "llmtest-bob.service"');
      expect(reply).not.toContain('1000');
    }
    await shIn(os, 'systemctl stop llmtest-bob');
  });

  attack(
    'of others are seen on a machine that hides them (hidepid=2): by the list, by a signal, by what a confined program reads',
    {
      without: 'ProtectProc=default in the system cage, its proof left out too: `ip -batch` said back the command line',
      tries: 3,
    },
    async () => {
      const pid = await start('bob', 'llmtest-bob');
      await shIn(os, 'mount -o remount,hidepid=2 /proc');
      try {
        const list = ['ListProcesses', 'a{sv}', 1, 'match', 's', 'llmtest-bob'] as const;
        expect((await ask(os, 'alice', list)).reply).not.toContain(`"pid" u ${pid}`);
        expect((await ask(os, 'alice', signal(pid, 'TERM'))).error).toContain('that you can see');
        const read = ['Exec', 'asa{sv}', 4, 'ip', '-force', '-batch', `/proc/${pid}/cmdline`, 0] as const;
        const { reply } = await ask(os, 'alice', read);
        expect(reply).toContain('Cannot open file');
        expect(reply).not.toContain('sleep');
      } finally {
        await shIn(os, 'mount -o remount,hidepid=0 /proc; systemctl stop llmtest-bob');
      }
    },
  );

  it("of one's own are signalled without a prompt", async () => {
    const pid = await start('alice', 'llmtest-alice');
    expect((await ask(os, 'alice', signal(pid, 'STOP'))).reply).toContain(`${pid} "stopped"`);
    expect((await ask(os, 'alice', signal(pid, 'CONT'))).reply).toContain(`${pid} "running"`);
    expect((await ask(os, 'alice', signal(pid, 'TERM'))).reply).toContain(`${pid} "gone"`);
    expect(await isThere(pid)).toBe(false);
  });

  it("of somebody else's are not touched without an administrator", async () => {
    const pid = await start('bob', 'llmtest-bob');
    expect((await ask(os, 'alice', signal(pid, 'KILL'))).error).toContain('signal-process');
    const wrong = await askWithPassword(os, 'alice', 'wrong-password', signal(pid, 'KILL'));
    expect(wrong.error).toContain('FAILED');
    expect(await isThere(pid)).toBe(true);
    const right = await askWithPassword(os, 'alice', 'alice-password', signal(pid, 'KILL'));
    expect(right.prompt).toMatch(
      new RegExp(
        `send KILL to process ${pid} \\(sleep\\) of bob, started [0-9T:-]+[+-][0-9]{2}:[0-9]{2}, unit llmtest-bob.service`,
      ),
    );
    expect(right.reply).toContain(`${pid} "gone"`);
    expect(await isThere(pid)).toBe(false);
  });

  it('of root are not reached by a number', async () => {
    const pid = await start('root', 'llmtest-root');
    expect((await ask(os, 'bob', signal(pid, 'KILL'))).error).not.toBe('');
    expect(await isThere(pid)).toBe(true);
    expect((await ask(os, undefined, signal(pid, 'KILL'))).reply).toContain('"gone"');
  });

  it('of protected units, of the kernel and the first one are refused to root itself', async () => {
    for (const unit of ['dbus', 'systemd-logind', 'systemd-journald']) {
      const pid = (await shIn(os, `systemctl show --value -p MainPID ${unit}`)).trim();
      expect((await ask(os, undefined, signal(pid, 'TERM'))).error).toContain('protected');
      expect(await isThere(pid)).toBe(true);
    }
    expect((await ask(os, undefined, signal(1, 'TERM'))).error).toContain('pid');
  });
});
