import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { shIn, systemsOfAttacks, up } from './driver.js';
import { ask, askWithPassword } from './operator.js';

const FILES = '/usr/local/lib/systemd/system';

describe.each(systemsOfAttacks)('limits and states of units, %s', os => {
  const state = async (property: string, unit: string): Promise<string> =>
    (await shIn(os, `systemctl show --value -p ${property} ${unit}`)).trim();
  const write = (name: string, text: string): Promise<string> =>
    shIn(os, `mkdir -p ${FILES}; cat > ${FILES}/${name} <<'EOF'\n${text}\nEOF\nsystemctl daemon-reload`);

  beforeAll(() => up(os));

  afterAll(() => shIn(os, `rm -rf ${FILES}/llmtest* /etc/systemd/system.control/llmtest*; systemctl daemon-reload`));

  it('sets limits that hold, and gives back what was there', async () => {
    await write(
      'llmtest-hungry.service',
      '[Service]\nMemorySwapMax=0\nExecStart=/usr/bin/python3 -c "import time; time.sleep(3); x = bytearray(120000000); time.sleep(600)"',
    );
    await shIn(os, 'systemctl start llmtest-hungry');
    const set = await ask(os, undefined, [
      'SetUnitLimits',
      'sa{sv}',
      'llmtest-hungry',
      3,
      'memory_max',
      's',
      '40M',
      'cpu_percent',
      'u',
      50,
      'tasks_max',
      'u',
      9,
    ]);
    expect(set.reply).toContain('"40M" 50 9');
    const shown = (
      await shIn(os, 'systemctl show llmtest-hungry -p MemoryMax -p CPUQuotaPerSecUSec -p TasksMax')
    ).split('\n');
    expect(shown).toEqual(expect.arrayContaining(['MemoryMax=41943040', 'CPUQuotaPerSecUSec=500ms', 'TasksMax=9']));
    await expect.poll(() => state('Result', 'llmtest-hungry'), { timeout: 30_000 }).toMatch(/^(oom-kill|signal)$/);
    const free = await ask(os, undefined, [
      'SetUnitLimits',
      'sa{sv}',
      'llmtest-hungry',
      2,
      'memory_max',
      's',
      'infinity',
      'cpu_percent',
      'u',
      0,
    ]);
    expect(free.reply).toContain('"infinity" 0 9');
    expect((await ask(os, undefined, ['SetUnitLimits', 'sa{sv}', 'dbus', 1, 'memory_max', 's', '9M'])).error).toContain(
      'protected',
    );
  });

  it('shows a state to everybody, and journal lines to who may read them', async () => {
    await write('llmtest-talk.service', '[Service]\nType=oneshot\nExecStart=/bin/echo secret-of-the-unit');
    await shIn(os, 'systemctl start llmtest-talk; journalctl --sync');
    const call = ['UnitStatus', 'sa{sv}', 'llmtest-talk', 1, 'lines', 'u', 20] as const;
    expect((await ask(os, 'bob', ['UnitStatus', 'sa{sv}', 'llmtest-talk', 0])).reply).toContain('"inactive" "dead"');
    const refused = await ask(os, 'bob', call);
    expect(refused.error).toContain('read-journal');
    expect(JSON.stringify(refused)).not.toContain('secret-of-the-unit');
    const { prompt, reply } = await askWithPassword(os, 'alice', 'alice-password', call);
    expect(prompt).toContain('read the last 20 journal lines of llmtest-talk.service');
    expect(reply).toContain('secret-of-the-unit');
    await shIn(os, 'usermod -aG systemd-journal bob');
    try {
      expect((await ask(os, 'bob', call)).reply).toContain('secret-of-the-unit');
    } finally {
      await shIn(os, 'gpasswd -d bob systemd-journal');
    }
  });
});
