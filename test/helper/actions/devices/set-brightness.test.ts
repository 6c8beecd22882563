import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { defineSetBrightness } from '../../../../helper/actions/devices/set-brightness.js';
import { valueOf } from '../../../../helper/system/devices/backlight.js';
import { BusError } from '../../../../helper/system/bus-caller.js';
import { FakeLogind } from '../../system/fake-logind.js';
import { makeSysfs } from '../../system/fake-sysfs.js';
import { LocalUnits } from '../../system/local-units.js';
import { makeContext, runSealed, type Parts } from '../contexts.js';

const PANEL = { brightness: '30', max_brightness: '120', type: 'raw' };

function world(backlights: Record<string, Record<string, string>> = { panel: PANEL }) {
  const files = Object.entries(backlights).flatMap(([name, entries]) =>
    Object.entries(entries).map(([file, content]) => [`sys/class/backlight/${name}/${file}`, `${content}\n`]),
  );
  const roots = makeSysfs(Object.fromEntries(files), {});
  const bus = new FakeLogind(join(roots.sys, 'class/backlight'));
  const action = defineSetBrightness(roots);
  const contextOf = (subject: Parts['subject'] = {}) => makeContext({ bus, units: new LocalUnits(), subject });
  return { bus, action, contextOf };
}

describe('set_brightness', () => {
  it('sets the backlight of the caller`s own seat, through logind, and says what it is now', async () => {
    const { bus, action, contextOf } = world();
    const context = contextOf();
    const sealed = await action.prepare({ percent: 50 }, context);
    expect(sealed.tier.name).toBe('set-own-brightness');
    expect(sealed.tier.defaults).toEqual({ any: 'auth_admin', inactive: 'auth_admin', active: 'yes' });
    expect(sealed.preview).toMatchObject({ present: '25 percent', new: '50 percent', device: 'panel' });
    expect(bus.written).toEqual([]);
    const { result, committed, undo } = await runSealed(sealed, context);
    expect(committed).toBe(true);
    expect(result).toEqual({ device: 'panel', percent: 50, previous: 25 });
    const expected = { device: 'panel', present: '60' };
    expect(undo).toEqual([{ action: 'set-brightness', params: { percent: 25, device: 'panel' }, expect: expected }]);
    expect(bus.written).toEqual([['backlight', 'panel', 60]]);
  });

  it.each([
    ['another person at the seat', {}, { id: '9', uid: 1001 }],
    ['another session of the same person', { session: '7' }, undefined],
    ['a caller over the network', { remote: true }, undefined],
    ['a caller without a session', { session: undefined }, undefined],
    ['a caller who gets nothing done as a person', { ownTiers: false }, undefined],
  ])('asks an administrator for %s', async (_, subject, session) => {
    const { bus, action, contextOf } = world();
    if (session) bus.session = session;
    const sealed = await action.prepare({ percent: 50 }, contextOf(subject));
    expect(sealed.tier.name).toBe('set-brightness');
    expect(sealed.tier.defaults).toEqual({ any: 'auth_admin', inactive: 'auth_admin', active: 'auth_admin' });
  });

  it.each([
    [1, 120, 1],
    [1, 7, 1],
    [1, 4_000_000_000, 40_000_000],
    [100, 7, 7],
    [50, 1, 1],
    [40, 255, 102],
  ])('makes %d percent of %d not dark and not too much', (percent, most, value) => {
    expect(valueOf(percent, most)).toBe(value);
  });

  it.each([0, -1, 101, 1.5, '50', Number.NaN])('refuses %s percent', async percent => {
    const { action, contextOf } = world();
    await expect(action.prepare({ percent }, contextOf())).rejects.toThrow(/percent/);
  });

  it.each(['../../../etc', '..', '/dev/sda', 'panel/../x', '-x', '', 'a b'])(
    'refuses %j as a device, which is no name of one',
    async device => {
      const { action, contextOf } = world();
      await expect(action.prepare({ percent: 50, device }, contextOf())).rejects.toThrow(/device/);
    },
  );

  it('takes what the firmware offers where a screen has several, unless one is named', async () => {
    const { action, contextOf } = world({ raw0: PANEL, acpi0: { ...PANEL, type: 'firmware' } });
    expect((await action.prepare({ percent: 5 }, contextOf())).details['device']).toBe('acpi0');
    expect((await action.prepare({ percent: 5, device: 'raw0' }, contextOf())).details['device']).toBe('raw0');
    await expect(action.prepare({ percent: 5, device: 'x' }, contextOf())).rejects.toThrow(/there are acpi0, raw0/);
  });

  it('says so where there is no backlight, and where nobody is at the seat', async () => {
    const none = world({});
    await expect(none.action.prepare({ percent: 5 }, none.contextOf())).rejects.toThrow(/no backlight/);
    const empty = world();
    empty.bus.session = undefined;
    await expect(empty.action.prepare({ percent: 5 }, empty.contextOf())).rejects.toThrow(/nobody is at the seat/);
  });

  it('changes nothing once somebody else has the seat', async () => {
    const { bus, action, contextOf } = world();
    const sealed = await action.prepare({ percent: 50 }, contextOf());
    bus.session = { id: '9', uid: 1001 };
    await expect(runSealed(sealed, contextOf())).rejects.toThrow(/somebody else has the seat/);
    expect(bus.written).toEqual([]);
  });

  it('passes on what logind refuses', async () => {
    const { bus, action, contextOf } = world();
    const sealed = await action.prepare({ percent: 50 }, contextOf());
    bus.refuse = new BusError('org.freedesktop.login1.NotOnSeat', 'device is not on the seat of the session');
    await expect(runSealed(sealed, contextOf())).rejects.toThrow(/logind refused: device is not on the seat/);
  });
});
