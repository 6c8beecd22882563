import { beforeEach, describe, expect, it } from 'vitest';
import { unitStatus } from '../../../../helper/actions/services/unit-status.js';
import { localTime } from '../../../../helper/local-time.js';
import { lastLines } from '../../../../helper/system/services/unit-journal.js';
import { FakeSystemd } from '../../system/fake-systemd.js';
import { FakeUnits, type FakeAnswer } from '../../system/fake-units.js';
import { makeContext, prepareAndRun, runSealed } from '../contexts.js';

const HINT = 'Hint: You are currently not seeing messages from other users and the system.';
let systemd: FakeSystemd;

beforeEach(() => {
  systemd = new FakeSystemd();
  systemd.add('web.service', {
    ActiveState: 'active',
    SubState: 'running',
    Description: 'a web server',
    MainPID: 42,
    NRestarts: 3,
    MemoryCurrent: 1024n * 1024n,
    TasksCurrent: 2n ** 64n - 1n,
    StateChangeTimestamp: 1_700_000_000_000_000n,
    Environment: ['PASSWORD=hunter2'],
  });
});

const journal = (asCaller: FakeAnswer, asReader: FakeAnswer = {}) =>
  new FakeUnits(request => (request.properties.some(([name]) => name === 'DynamicUser') ? asReader : asCaller));

describe('unit-status', () => {
  it('gives the state without any prompt, and nothing of the environment', async () => {
    const context = makeContext({ bus: systemd });
    const { result } = await prepareAndRun(unitStatus, { unit: 'web' }, context);
    expect(result).toEqual({
      unit: 'web.service',
      active_state: 'active',
      sub_state: 'running',
      description: 'a web server',
      load_state: 'loaded',
      unit_file_state: 'disabled',
      since: localTime(1_700_000_000_000),
      result: 'success',
      main_pid: 42,
      restarts: 3,
      memory_kb: 1024,
    });
    expect(JSON.stringify(result)).not.toContain('hunter2');
    expect(systemd.changes).toEqual([]);
  });

  it('tells of the parts that an umbrella without a process stands for, the failed ones first', async () => {
    const parts = { Wants: ['a.target', 'farm@up.service'], ConsistsOf: ['farm@main.service', 'gone.service'] };
    systemd.add('farm.service', { ActiveState: 'active', SubState: 'exited', MainPID: 0, ...parts });
    systemd.add('farm@up.service', { ActiveState: 'active', SubState: 'running' });
    systemd.add('farm@main.service', { ActiveState: 'failed', SubState: 'failed' });
    systemd.add('web.service', { ActiveState: 'active', SubState: 'running', MainPID: 42, ...parts });
    const status = async (unit: string) =>
      (await prepareAndRun(unitStatus, { unit }, makeContext({ bus: systemd }))).result['parts'];
    expect(await status('farm')).toEqual(['farm@main.service: failed (failed)', 'farm@up.service: active (running)']);
    expect(await status('web')).toEqual(['farm@main.service: failed (failed)']);
    expect(await status('farm@up')).toBeUndefined();
  });

  it('may look at protected units and at targets, which it cannot change', async () => {
    systemd.add('dbus.service');
    systemd.add('multi-user.target');
    for (const unit of ['dbus', 'multi-user.target']) {
      const sealed = await unitStatus.prepare({ unit }, makeContext({ bus: systemd }));
      expect(sealed.tier.name).toBe('unit-status');
    }
  });

  it('gives journal lines without a prompt to who could read them alone', async () => {
    const units = journal({ stdout: '-- Boot 1 --\nfirst\nsecond\n' });
    const { result } = await prepareAndRun(unitStatus, { unit: 'web', lines: 5 }, makeContext({ bus: systemd, units }));
    expect(result['journal']).toEqual(['first', 'second']);
    expect(units.requests).toHaveLength(1);
    expect(units.property(0, 'User')).toBe('1000');
    expect(units.property(0, 'SupplementaryGroups')).toBeUndefined();
    expect(units.requests[0]?.argv).toContain('--unit=web.service');
  });

  it('reads nothing as the journal reader before an administrator said yes', async () => {
    const units = journal({ stderr: HINT }, { stdout: 'secret line\n' });
    const context = makeContext({ bus: systemd, units });
    const sealed = await unitStatus.prepare({ unit: 'web', lines: 5 }, context);
    expect(sealed.tier).toMatchObject({ name: 'read-journal', defaults: { active: 'auth_admin' } });
    expect(sealed.details).toMatchObject({ display_unit: 'web.service', lines: '5' });
    expect(units.requests).toHaveLength(1);
    expect(JSON.stringify(sealed.preview)).not.toContain('secret');
    expect((await runSealed(sealed, context)).result['journal']).toEqual(['secret line']);
    expect(units.property(1, 'SupplementaryGroups')).toEqual(['systemd-journal']);
  });

  it('asks nobody when there is nothing to hide and nothing to see', async () => {
    const units = journal({ stdout: '-- No entries --\n' });
    const sealed = await unitStatus.prepare({ unit: 'web', lines: 5 }, makeContext({ bus: systemd, units }));
    expect(sealed.tier.name).toBe('unit-status');
  });

  it.each([{ ownTiers: false }, { uid: 0 }])('never runs as a caller who is %j', async subject => {
    const units = journal({ stdout: 'line\n' });
    const context = makeContext({ bus: systemd, units, subject });
    expect((await unitStatus.prepare({ unit: 'web', lines: 1 }, context)).tier.name).toBe('read-journal');
    expect(units.requests).toEqual([]);
  });

  it('says that a unit is not there, and refuses a name that is none', async () => {
    const context = makeContext({ bus: systemd });
    await expect(unitStatus.prepare({ unit: 'nosuch' }, context)).rejects.toThrow('no unit nosuch.service');
    for (const unit of ['--help', '../x', 'a b']) {
      const refused = unitStatus.prepare({ unit }, context);
      await expect(refused).rejects.toMatchObject({ code: unit === '--help' ? 'failed' : 'invalid-args' });
    }
  });

  it('fails where journalctl does', async () => {
    const units = journal({ exitStatus: 1, stderr: 'broken' });
    const context = makeContext({ bus: systemd, units });
    await expect(unitStatus.prepare({ unit: 'web', lines: 5 }, context)).rejects.toMatchObject({ code: 'failed' });
  });
});

describe('journal lines', () => {
  it('keep the newest within the bound', () => {
    const lines = lastLines(
      `${'x'.repeat(9000)}\n${Array.from({ length: 200 }, () => 'y'.repeat(3000)).join('\n')}\nlast\n`,
    );
    expect(lines.at(-1)).toBe('last');
    expect(lines.length).toBeLessThan(100);
    expect(lastLines('x'.repeat(9000))[0]).toHaveLength(4000 + ' … (9000 characters)'.length);
  });
});
