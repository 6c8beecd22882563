import { describe, expect, it } from 'vitest';
import { defineSetPower } from '../../../../helper/actions/machine/set-power.js';
import { FakeSettings } from '../../system/fake-settings.js';
import { makeContext, runSealed } from '../contexts.js';

const NOW = Date.parse('2026-11-28T22:00:00Z');
const NEVER = 2n ** 64n - 1n;
const LOGIND = 'org.freedesktop.login1';

interface Facts {
  sessions?: readonly (readonly unknown[])[];
  inhibitors?: readonly (readonly unknown[])[];
}

function world({ sessions = [['1', 1000, 'alice', 'seat0', '/']], inhibitors = [] }: Facts = {}) {
  const values: Record<string, unknown> = { ScheduledShutdown: ['', NEVER] };
  const facts = { sessions, inhibitors };
  const methods = {
    ListSessions: () => [facts.sessions],
    ListInhibitors: () => [facts.inhibitors],
    CanReboot: () => ['yes'],
    CanPowerOff: () => ['yes'],
    CanSuspend: () => ['yes'],
    CanHibernate: () => ['na'],
    Reboot: () => {},
    PowerOff: () => {},
    Suspend: () => {},
    SetWallMessage: () => {},
    ScheduleShutdown: (kind: unknown, usec: unknown) => void (values['ScheduledShutdown'] = [kind, usec]),
    CancelScheduledShutdown: () => {
      values['ScheduledShutdown'] = ['', NEVER];
      return [true];
    },
  };
  const clock = { now: NOW };
  const bus = new FakeSettings({
    [LOGIND]: { values, methods },
    'org.freedesktop.timedate1': { values: { Timezone: 'Europe/Berlin' }, methods: {} },
  });
  return { bus, facts, clock, context: makeContext({ bus }), setPower: defineSetPower(() => clock.now) };
}

describe('set_power', () => {
  it('always asks an administrator, alone, and says that work is lost and who is logged in', async () => {
    const { setPower, context, bus } = world({
      sessions: [
        ['1', 1000, 'alice'],
        ['2', 1001, 'bob'],
        ['3', 1000, 'alice'],
      ],
    });
    const sealed = await setPower.prepare({ verb: 'reboot' }, context);
    expect(sealed.tier).toMatchObject({ name: 'set-power', alone: true, defaults: { active: 'auth_admin' } });
    expect(sealed.details['display_users']).toBe(' Logged in: alice, bob.');
    expect(sealed.preview.note).toContain('work that is not saved is lost; a disk with a passphrase waits for it');
    expect(sealed.preview.undo).toMatch(/^no/);
    expect(sealed.foreign.map(({ actionId }) => actionId)).toEqual([
      'org.freedesktop.login1.reboot',
      'org.freedesktop.login1.reboot-multiple-sessions',
    ]);
    const { undo, committed } = await runSealed(sealed, context);
    expect({ undo, committed, called: bus.called }).toEqual({ undo: [], committed: true, called: [['Reboot', false]] });
  });

  it('says that somebody has to switch it on again', async () => {
    const { setPower, context } = world();
    const { preview } = await setPower.prepare({ verb: 'power_off' }, context);
    expect(preview).toMatchObject({ summary: 'switch off the machine, now' });
    expect(preview.note).toContain('somebody has to switch it on again');
  });

  it('plans it for a time of day in the zone of the machine, tells people, and can be cancelled', async () => {
    const { setPower, context, bus } = world();
    const sealed = await setPower.prepare({ verb: 'reboot', clock: '00:05' }, context);
    expect(sealed.preview.summary).toBe('restart the machine, at 2026-11-29 00:05 (Europe/Berlin)');
    const { undo, result } = await runSealed(sealed, context);
    const ms = Date.parse('2026-11-28T23:05:00Z');
    expect(result['moment']).toBe('2026-11-29 00:05 (Europe/Berlin)');
    expect(bus.called).toEqual([
      ['SetWallMessage', '', true],
      ['ScheduleShutdown', 'reboot', BigInt(ms) * 1000n],
    ]);
    expect(undo).toEqual([{ action: 'set-power', params: { verb: 'cancel' }, expect: { planned: `reboot ${ms}` } }]);
    await expect(setPower.prepare({ verb: 'power_off', minutes: 3 }, context)).rejects.toThrow('planned already');
    const cancel = await setPower.prepare({ verb: 'cancel' }, context);
    expect(cancel.tier.name).toBe('cancel-power');
    expect(cancel.pinned).toEqual({ planned: `reboot ${ms}` });
    await runSealed(cancel, context);
    await expect(setPower.prepare({ verb: 'cancel' }, context)).rejects.toThrow('nothing is planned');
  });

  it('counts minutes from the yes on', async () => {
    const { setPower, context, bus, clock } = world();
    const sealed = await setPower.prepare({ verb: 'power_off', minutes: 10 }, context);
    clock.now += 120_000;
    await runSealed(sealed, context);
    expect(bus.called.at(-1)).toEqual(['ScheduleShutdown', 'poweroff', BigInt(NOW + 720_000) * 1000n]);
  });

  it('does not wait a day where the yes came after the time', async () => {
    const { setPower, context, bus, clock } = world();
    const sealed = await setPower.prepare({ verb: 'reboot', clock: '23:01' }, context);
    clock.now += 120_000;
    await expect(runSealed(sealed, context)).rejects.toThrow('the time has passed meanwhile');
    expect(bus.called).toEqual([]);
  });

  it('waits for a package run that is under way, which holds the machine up, even as root', async () => {
    const held = [['shutdown:sleep', 'apt', 'upgrade', 'block', 0, 1]];
    const { setPower, context, facts, bus } = world({ inhibitors: held });
    await expect(setPower.prepare({ verb: 'reboot' }, context)).rejects.toThrow('apt holds it up (upgrade)');
    await expect(setPower.prepare({ verb: 'suspend' }, context)).rejects.toThrow('apt holds it up');
    facts.inhibitors = [['shutdown', 'NetworkManager', 'x', 'delay', 0, 1]];
    const sealed = await setPower.prepare({ verb: 'reboot' }, context);
    facts.inhibitors = held;
    await expect(runSealed(sealed, context)).rejects.toThrow('apt holds it up');
    expect(bus.called).toEqual([]);
  });

  it('does not take the machine from somebody who logged in after the prompt', async () => {
    const { setPower, context, facts, bus } = world();
    const sealed = await setPower.prepare({ verb: 'reboot' }, context);
    facts.sessions = [...facts.sessions, ['9', 1001, 'bob', '', '/']];
    await expect(runSealed(sealed, context)).rejects.toThrow('bob logged in meanwhile');
    expect(bus.called).toEqual([]);
  });

  it.each([
    [{ verb: 'suspend', minutes: 5 }, /at once only/],
    [{ verb: 'reboot', minutes: 5, clock: '10:00' }, /give one of them/],
    [{ verb: 'cancel', minutes: 5 }, /takes neither/],
    [{ verb: 'reboot', minutes: 0 }, /minutes/],
    [{ verb: 'reboot', clock: '24:00' }, /clock/],
    [{ verb: 'kexec' }, /verb/],
    [{ verb: 'hibernate' }, /cannot hibernate/],
  ])('refuses %j', async (asked, reason) => {
    const { setPower, context } = world();
    await expect(setPower.prepare(asked, context)).rejects.toThrow(reason);
  });

  it('says so where there is no logind', async () => {
    const { setPower } = world();
    const context = makeContext({ bus: new FakeSettings({}) });
    await expect(setPower.prepare({ verb: 'reboot' }, context)).rejects.toThrow('no logind that runs');
  });
});
