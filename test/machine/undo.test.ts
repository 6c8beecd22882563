import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { attack } from '../attack/attack.js';
import { execIn, shIn, up, type System } from './driver.js';
import { Terminal } from './terminal.js';

const FILE = '/srv/llmos-undo-test';
const PLAN = '/tmp/llmos-undo-plan.json';
const UNIT = 'undo-test.service';
const UNIT_FILE = `/usr/local/lib/systemd/system/${UNIT}`;
const KEPT = '/var/lib/llm-os/operator/undo';
const ADDRESS = 'org.llmos.Operator1 /org/llmos/Operator1 org.llmos.Operator1';
const systems: readonly System[] = ['trixie', 'bookworm'];

describe.each(systems)('undo, %s', os => {
  beforeAll(async () => {
    await up(os);
    await shIn(
      os,
      `mkdir -p /usr/local/lib/systemd/system; printf '[Service]\\nExecStart=/bin/sleep 1000\\n[Install]\\nWantedBy=multi-user.target\\n' >${UNIT_FILE}
systemctl daemon-reload; systemctl disable -q --now ${UNIT} || true`,
    );
  });
  afterAll(() =>
    shIn(
      os,
      `systemctl stop ${UNIT}; systemctl revert ${UNIT}; rm -f ${UNIT_FILE} ${FILE} ${PLAN}; systemctl daemon-reload`,
    ),
  );

  async function apply(step: object): Promise<string> {
    await shIn(os, `printf '%s' '${JSON.stringify({ steps: [step] })}' >${PLAN}`);
    const ran = await execIn(os, ['llmsh', '--json', 'apply', '--yes', PLAN]);
    expect(ran.status, ran.stderr).toBe(0);
    return recordOf(ran.stdout);
  }
  const recordOf = (json: string): string => JSON.parse(json).steps[0].record;
  const undo = async (...options: string[]) => await execIn(os, ['llmsh', '--json', 'undo', '--yes', ...options]);
  // the next operator settles what the killed one left, beside its first call
  const lastOf = async (wanted: string): Promise<Readonly<Record<'record' | 'outcome' | 'undo', string>>> => {
    for (let tries = 0; ; tries += 1) {
      const { stdout } = await execIn(os, ['llmsh', '--json', 'history', '--limit', '20']);
      const last = JSON.parse(stdout).records.find(({ action }: { action: string }) => action === wanted);
      if (last.outcome !== 'open' || tries === 20) return last;
      await new Promise(resolve => setTimeout(resolve, 500));
    }
  };
  const state = async (property: string) => (await shIn(os, `systemctl show --value -p ${property} ${UNIT}`)).trim();
  const file = () => shIn(os, `cat ${FILE}; stat -c '%U:%G %a' ${FILE}`);

  it('puts back bytes, owner and mode of a protected file, and undoes that too', async () => {
    await shIn(os, `echo before >${FILE}; chown root:adm ${FILE}; chmod 640 ${FILE}`);
    const undone = await undo(await apply({ action: 'write_file', path: FILE, content: 'after\n' }));
    expect(undone.status, undone.stderr).toBe(0);
    expect(await file()).toBe('before\nroot:adm 640\n');
    expect((await undo(recordOf(undone.stdout))).status).toBe(0);
    expect(await file()).toBe('after\nroot:adm 640\n');
  });

  it('does not touch what somebody changed since, unless forced', async () => {
    await shIn(os, `echo before >${FILE}`);
    const record = await apply({ action: 'write_file', path: FILE, content: 'after\n' });
    await shIn(os, `echo theirs >${FILE}`);
    const refused = await undo(record);
    expect([refused.status, refused.stderr.includes('has changed since')]).toEqual([1, true]);
    expect(await shIn(os, `cat ${FILE}`)).toBe('theirs\n');
    expect((await undo('--force', record)).status).toBe(0);
    expect(await shIn(os, `cat ${FILE}`)).toBe('before\n');
  });

  it('takes the unit back to the state that it had, and its limits', async () => {
    const started = await apply({ action: 'manage_unit', unit: UNIT, verb: 'start' });
    expect(await state('ActiveState')).toBe('active');
    const limited = await apply({ action: 'set_unit_limits', unit: UNIT, memory_max: '64M' });
    expect(await state('MemoryMax')).toBe(String(64 * 1024 * 1024));
    expect((await undo(limited)).status).toBe(0);
    expect(await state('MemoryMax')).toBe('infinity');
    expect((await undo(started)).status).toBe(0);
    expect(await state('ActiveState')).toBe('inactive');
  });

  it('enables again what was disabled', async () => {
    await shIn(os, `systemctl enable -q ${UNIT}`);
    const disabled = await apply({ action: 'manage_unit', unit: UNIT, verb: 'disable' });
    expect(await state('UnitFileState')).toBe('disabled');
    expect((await undo(disabled)).status).toBe(0);
    expect(await state('UnitFileState')).toBe('enabled');
    await shIn(os, `systemctl disable -q ${UNIT}`);
  });

  it("asks alice for her password before it deletes her file, and bob for an administrator's", async () => {
    await shIn(
      os,
      `rm -f /home/alice/undo-me; printf '%s' '${JSON.stringify({ steps: [{ action: 'write_file', path: '/home/alice/undo-me', content: 'x' }] })}' >${PLAN}; chmod 644 ${PLAN}`,
    );
    const made = await execIn(os, ['llmsh', 'apply', '--yes', '--json', PLAN], { user: 'alice' });
    const record = recordOf(made.stdout);
    const bob = await execIn(os, ['llmsh', 'undo', '--yes', record], { user: 'bob' });
    expect(bob.status).toBe(4);
    const terminal = new Terminal(os, 'alice', ['llmsh', 'undo', record]);
    await terminal.waitFor(/\[y\/N\] /);
    terminal.type('y\n');
    await terminal.waitFor(/Password: /);
    await new Promise(resolve => setTimeout(resolve, 500));
    terminal.type('alice-password\n');
    expect(await terminal.ended(), terminal.transcript).toBe(0);
    expect(terminal.transcript).toContain(`delete your file /home/alice/undo-me`);
    expect(await shIn(os, 'ls /home/alice')).not.toContain('undo-me');
  });

  // kills the operator as soon as something shows while a call is at work
  const killWhen = (shows: string, call: string) =>
    shIn(
      os,
      `systemctl reset-failed llmos-operator || true
busctl --timeout=60 call ${ADDRESS} Echo 'sa{sv}' awake 0 >/dev/null; pid=$(systemctl show --value -p MainPID llmos-operator)
kept=$(ls ${KEPT} | wc -l); ${call} >/dev/null 2>&1 & i=0
until ${shows} || [ $i -gt 3000 ]; do i=$((i+1)); done; kill -KILL $pid || true; wait || true`,
    );
  const keptMore = `[ $(ls ${KEPT} | wc -l) -gt $kept ]`;

  const MOMENTS = { 'what takes it back is on disk': keptMore, 'the file has changed': `grep -q after ${FILE}` };
  const ROUNDS = 4;

  for (const [moment, shows] of Object.entries(MOMENTS)) {
    attack(
      `the operator is killed when ${moment}: the record or the chain says otherwise than the file`,
      { without: 'with what was left open not settled, the change stayed without an end on record', tries: ROUNDS },
      async ({ tries }) => {
        const outcomes: string[] = [];
        for (let round = 0; round < tries; round += 1) {
          await shIn(os, `echo before >${FILE}`);
          await killWhen(shows, `busctl --timeout=20 call ${ADDRESS} WriteFile 'ssa{sv}' ${FILE} after 0`);
          const latest = await lastOf('write_file');
          outcomes.push(latest.outcome);
          const content = (await shIn(os, `cat ${FILE}`)).trim();
          expect(['before', 'after']).toContain(content);
          if (content === 'after') {
            expect(latest.outcome).toMatch(/^(done|interrupted)$/);
            const taken = await undo(...(latest.undo === 'force' ? ['--force'] : []), latest.record);
            expect(taken.status, taken.stderr).toBe(0);
          }
          expect(await shIn(os, `cat ${FILE}`)).toBe('before\n');
          expect((await execIn(os, ['llmsh', 'audit', 'verify'])).stdout.split('\n')[0]).toBe('intact');
        }
        expect(outcomes, 'no round hit the moment').toContain('interrupted');
      },
    );
  }

  it('leaves the old bytes or the new ones where the operator is killed in the middle of an undo, and says which', async () => {
    const outcomes: string[] = [];
    for (let round = 0; round < 3; round += 1) {
      await shIn(os, `echo before >${FILE}`);
      const record = await apply({ action: 'write_file', path: FILE, content: 'after\n' });
      await killWhen(keptMore, `busctl --timeout=20 call ${ADDRESS} Undo 'sa{sv}' ${record} 0`);
      const { outcome } = await lastOf('restore_file');
      outcomes.push(outcome);
      expect((await execIn(os, ['llmsh', 'audit', 'verify'])).stdout.split('\n')[0]).toBe('intact');
      const content = await shIn(os, `cat ${FILE}`);
      if (outcome === 'done') expect(content).toBe('before\n');
      if (content === 'after\n') expect((await undo('--force', record)).status).toBe(0);
      expect(await shIn(os, `cat ${FILE}`)).toBe('before\n');
    }
    expect(outcomes, 'no round hit the moment').toContain('interrupted');
  });

  it('keeps what it needs for nobody but root, and the chain intact', async () => {
    expect(await shIn(os, 'stat -c %a /var/lib/llm-os/operator/undo')).toBe('700\n');
    const ran = await execIn(os, ['llmsh', 'audit', 'verify']);
    expect([ran.status, ran.stdout.split('\n')[0]]).toEqual([0, 'intact']);
  });
});
