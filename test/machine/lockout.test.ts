import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { attack } from '../attack/attack.js';
import { down, execIn, type Ran, reboot, shIn, type System, up } from './driver.js';
import { Remote } from './remote.js';

// the bus is taken down and the machine is booted again: not on the one that others use
process.env['LLMOS_MACHINE'] = 'lockout';

const systems: readonly System[] = ['trixie', 'bookworm'];
const UNIT = 'llmtest-net.service';
const FILE = `/usr/local/lib/systemd/system/${UNIT}`;
const BOUNDS = '/etc/llm-os/operator.d/llmtest-lockout.toml';
const RULE = '/etc/polkit-1/rules.d/10-llmtest-lockout.rules';
const CONFIRM_S = 10;

describe.each(systems)('a change that could lock its author out, %s', os => {
  const alice = new Remote(os, 'alice', 'alice-password');
  const state = async (): Promise<string> => (await execIn(os, ['systemctl', 'is-active', UNIT])).stdout.trim();
  const becomes = (wanted: string) => expect.poll(state, { timeout: 60_000, interval: 500 }).toBe(wanted);
  const plan = (verb: string) =>
    `printf '%s' '${JSON.stringify({ steps: [{ action: 'manage_unit', unit: UNIT, verb }] })}' >/var/tmp/llmtest-${verb}.json`;
  const apply = (verb: string) => `llmsh --json apply --yes /var/tmp/llmtest-${verb}.json`;
  const recordOf = (ran: Ran): string => JSON.parse(ran.stdout.split('\n')[0] ?? '').steps[0].record;
  const timers = () => shIn(os, "systemctl list-units --all --plain --no-legend 'llmos-revert-*' | wc -l");

  beforeAll(async () => {
    await up(os);
    await shIn(
      os,
      `mkdir -p /usr/local/lib/systemd/system /etc/llm-os/operator.d
printf '[Service]\\nExecStart=/bin/sleep infinity\\n[Install]\\nWantedBy=multi-user.target\\n' >${FILE}
printf '[units]\\nlockout = ["${UNIT}"]\\nconfirm_s = ${CONFIRM_S}\\n' >${BOUNDS}
cat >${RULE} <<'END'
polkit.addRule(function (action, subject) {
  if (subject.user != "alice") return;
  if (/^org.llmos.operator1.manage-unit$|^org.freedesktop.systemd1./.test(action.id)) return polkit.Result.YES;
});
END
systemctl daemon-reload; systemctl start ssh; systemctl restart polkit
${['stop', 'start', 'disable'].map(plan).join('; ')}; chmod 644 /var/tmp/llmtest-*.json`,
    );
  });
  beforeEach(() => shIn(os, `systemctl enable -q --now ${UNIT}`));
  afterAll(() => down(os));

  it('is announced, and taken back where nobody confirms; the history says so', async () => {
    const shown = await alice.run('llmsh -n apply /var/tmp/llmtest-stop.json');
    expect(shown.stderr.replaceAll(/\s+/g, ' ')).toContain(
      `confirm: within ${CONFIRM_S} s from a login that is opened after`,
    );
    const ran = await alice.run(apply('stop'));
    expect(ran.stderr).toContain('llmsh confirm');
    expect(await state()).toBe('inactive');
    await becomes('active');
    const history = await alice.run('llmsh --json history --limit 5');
    const [latest] = JSON.parse(history.stdout).records;
    expect(latest).toMatchObject({ outcome: 'done', undoes: recordOf(ran) });
    expect(latest.summary).toMatch(/nobody confirmed, so it was taken back: stop llmtest-net/);
  });

  it('is taken back though operator and bus are gone by then', async () => {
    await alice.run(apply('stop'));
    // the timer is systemd's own and needs no bus; all other services have lost theirs
    await shIn(os, `systemctl kill -s KILL llmos-operator; systemctl stop dbus.socket dbus.service || true`);
    expect(await state()).toBe('inactive');
    try {
      expect((await execIn(os, ['busctl', 'status'])).status).not.toBe(0);
      await becomes('active');
    } finally {
      await shIn(
        os,
        'systemctl start dbus.socket dbus.service; systemctl restart systemd-logind; systemctl reset-failed',
      );
    }
  });

  it('is taken back at boot where the machine went down meanwhile', async () => {
    await alice.run(apply('disable'));
    await shIn(
      os,
      `systemctl stop ${UNIT}; systemctl is-enabled ${UNIT} && exit 1; ls /var/lib/llm-os/operator/reverts`,
    );
    await reboot(os);
    await shIn(os, 'systemctl start ssh');
    await becomes('active');
    expect(await shIn(os, `systemctl is-enabled ${UNIT}; ls /var/lib/llm-os/operator/reverts`)).toBe('enabled\n');
  });

  it('holds where a login that was opened after it confirms it', async () => {
    const record = recordOf(await alice.run(apply('stop')));
    const kept = await alice.run('llmsh confirm');
    expect([kept.status, kept.stderr]).toEqual([0, expect.stringContaining(record)]);
    expect(Number(await timers())).toBe(0);
    await new Promise(resolve => setTimeout(resolve, (CONFIRM_S + 3) * 1000));
    expect(await state()).toBe('inactive');
    expect((await alice.run('llmsh confirm')).status).toBe(1);
  });

  it('is just made where it comes from the seat of the machine', async () => {
    const ran = await execIn(os, ['sh', '-c', apply('stop')], { user: 'alice' });
    expect([ran.status, ran.stderr.includes('confirm')]).toEqual([0, false]);
    expect(Number(await timers())).toBe(0);
  });

  it('brings back the first state after several changes, the latest taken back first', async () => {
    await alice.run(`${apply('stop')}; ${apply('disable')}; ${apply('start')}`);
    await becomes('active');
    await expect.poll(timers, { timeout: 60_000, interval: 500 }).toBe('0\n');
    expect(await shIn(os, `systemctl is-enabled ${UNIT}; systemctl is-active ${UNIT}`)).toBe('enabled\nactive\n');
  });

  const refused = async (confirm: () => Promise<Ran>, words: RegExp): Promise<void> => {
    const ran = await confirm();
    expect([ran.status, ran.stderr]).toEqual([6, expect.stringMatching(words)]);
    await becomes('active');
  };

  attack(
    'a session that is older than the change confirms it',
    { without: 'with the comparison of the times left out it was confirmed, and the unit stayed down', tries: 1 },
    () => refused(() => alice.run(`${apply('stop')} >&2; llmsh confirm`), /this login is older than the change/),
  );

  attack(
    'what the old session left in the background confirms the change',
    { without: 'with no session taken for one, and any class of session, both jobs confirmed it', tries: 2 },
    async () => {
      // a fresh manager comes with the next login, and is younger than the change
      await refused(async () => {
        await alice.run(apply('stop'));
        await shIn(os, 'systemctl stop user@$(id -u alice)');
        return await alice.run('systemd-run --user --quiet --wait --pipe --collect llmsh confirm');
      }, /belongs to no login that is open/);
      // cron opens a session for each job
      await refused(async () => {
        await alice.run(apply('stop'));
        const job =
          'systemd-run --quiet --wait --pipe --collect --uid=alice -p PAMName=login -E XDG_SESSION_CLASS=background';
        return await execIn(os, [...job.split(' '), 'llmsh', 'confirm']);
      }, /belongs to no login that is open/);
    },
  );

  attack(
    'somebody else confirms the change',
    { without: 'with the choice by uid left out, bob kept what alice had changed', tries: 2 },
    async () => {
      const record = recordOf(await alice.run(apply('stop')));
      const bob = new Remote(os, 'bob', 'bob-password');
      expect((await bob.run('llmsh confirm')).status).toBe(1);
      expect((await bob.run(`llmsh confirm ${record}`)).status).toBe(4);
      await becomes('active');
    },
  );
});
