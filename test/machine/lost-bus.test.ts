import { afterAll, beforeAll, describe, expect } from 'vitest';
import { attack } from '../attack/attack.js';
import { down, execIn, shIn, up, type System } from './driver.js';
import { ask } from './operator.js';

// a killed bus takes much of a machine with it, so this one is nobody else's
process.env['LLMOS_MACHINE'] = `crash${process.env['LLMOS_MACHINE'] ?? ''}`;

const systems: readonly System[] = ['trixie', 'bookworm'];
const SLOW = 'llmtest-slow.service';
// root's systemctl needs no bus to see it
const BEGUN = `until [ "$(systemctl show -P ActiveState ${SLOW})" = activating ]; do sleep 0.1; done`;
const ENDS = {
  killed: "pkill -KILL -f '[d]bus-daemon --system'",
  restarted: 'systemctl restart dbus.service',
  stopped: 'systemctl stop dbus.service dbus.socket; sleep 2; systemctl start dbus.socket',
};

describe.each(systems)('the bus goes away under a running operator, %s', os => {
  beforeAll(async () => {
    await up(os);
    await shIn(
      os,
      `printf '[Service]\\nType=oneshot\\nExecStart=/bin/sh -c "sleep 4; echo ended >/run/llmtest-slow"\\n' >/run/systemd/system/${SLOW}
mkdir -p /run/systemd/system/llmos-operator.service.d
printf '[Unit]\\nStartLimitIntervalSec=0\\n' >/run/systemd/system/llmos-operator.service.d/often.conf
systemctl daemon-reload`,
    );
  });
  afterAll(() => down(os));

  const pid = async () => (await shIn(os, 'systemctl show -P MainPID llmos-operator')).trim();
  const snapshot = async () =>
    (await execIn(os, ['test', '-e', '/usr/lib/systemd/system/llmos-operator.service.d/20-snapshot.conf'])).status ===
    0;
  const answers = async () => {
    // logind does not come back to a bus that was killed, whoever asks it, nor as often as here
    await shIn(os, 'systemctl reset-failed systemd-logind polkit || true; systemctl restart systemd-logind polkit');
    for (const user of [undefined, 'alice']) {
      expect((await ask(os, user, ['Echo', 'sa{sv}', 'back?', 0])).reply).toContain('"back?"');
    }
  };

  attack(
    'it stays without a bus, or nobody answers the next call',
    { without: 'with the loss of the bus not told, the old one stayed', tries: 9, fast: 3 },
    async ({ tries }) => {
      const ends = Object.values(ENDS);
      expect(await snapshot()).toBe(true);
      for (let turn = 0; turn < tries; turn += 1) {
        expect((await ask(os, undefined, ['Echo', 'sa{sv}', 'awake', 0])).error).toBe('');
        const before = await pid();
        await shIn(
          os,
          `${ends[turn % ends.length]}; i=0; while [ -d /proc/${before} ] && [ $i -lt 100 ]; do i=$((i+1)); sleep 0.1; done`,
        );
        expect([turn, (await execIn(os, ['test', '-d', `/proc/${before}`])).status]).toEqual([turn, 1]);
        await answers();
        // a lost bus does not count as a failed start, so the startup snapshot stays enabled
        expect([turn, await snapshot()]).toEqual([turn, true]);
      }
      expect(await shIn(os, "systemctl list-units --all --plain --no-legend 'llmos-op-*'")).toBe('');
      expect((await execIn(os, ['llmsh', 'audit', 'verify'])).stdout.split('\n')[0]).toBe('intact');
    },
  );

  attack(
    'llmsh goes on with the next step, or says that the first was done',
    { without: 'with calls not raced against the loss llmsh never ended', tries: 6, fast: 2 },
    async ({ tries }) => {
      const steps = [
        { action: 'manage_unit', unit: SLOW, verb: 'start' },
        { action: 'write_file', path: '/etc/llmtest-next', content: 'next' },
      ];
      await execIn(os, ['sh', '-c', 'cat >/tmp/llmtest-plan'], { input: JSON.stringify({ steps }) });
      for (let turn = 0; turn < tries; turn += 1) {
        const end = turn % 2 === 0 ? ENDS.killed : ENDS.restarted;
        const ran = await execIn(os, [
          'sh',
          '-c',
          `rm -f /run/llmtest-slow; (${BEGUN}; ${end}) >/dev/null 2>&1 & timeout 60 llmsh --json apply --yes /tmp/llmtest-plan`,
        ]);
        const report: { steps: { status: string; error: string | null }[] } = JSON.parse(ran.stdout);
        expect([ran.status, report.steps.map(({ status }) => status)]).toEqual([1, ['failed', 'skipped']]);
        expect(report.steps[0]?.error).toContain('outcome is not known');
        expect((await execIn(os, ['test', '-e', '/etc/llmtest-next'])).status).toBe(1);
        await answers();
        // a started job belongs to systemd and ends as usual
        await shIn(os, 'i=0; while [ ! -e /run/llmtest-slow ]; do i=$((i+1)); [ $i -lt 100 ]; sleep 0.1; done');
        const { stdout } = await execIn(os, ['llmsh', '--json', 'history', '--limit', '5']);
        const rows: { records: { action: string; outcome: string }[] } = JSON.parse(stdout);
        const record = rows.records.find(({ action }) => action === 'manage_unit');
        expect(record?.outcome).toBe('interrupted');
      }
    },
  );
});
