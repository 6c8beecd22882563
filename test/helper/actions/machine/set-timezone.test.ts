import { describe, expect, it } from 'vitest';
import { setTimezone } from '../../../../helper/actions/machine/set-timezone.js';
import { BusError } from '../../../../helper/system/bus-caller.js';
import { FakeSettings, fakeTimedated } from '../../system/fake-settings.js';
import { makeContext, prepareAndRun, runSealed } from '../contexts.js';

describe('set_timezone', () => {
  it('says what it is and becomes, and is checked as timedated would', async () => {
    const bus = fakeTimedated();
    const sealed = await setTimezone.prepare({ zone: 'Europe/Vienna' }, makeContext({ bus }));
    expect(sealed.preview).toMatchObject({
      summary: 'the time zone of the machine is Europe/Berlin, becomes Europe/Vienna',
      undo: 'yes',
    });
    expect(sealed.foreign).toEqual([{ actionId: 'org.freedesktop.timedate1.set-timezone', details: {} }]);
    expect(bus.called).toEqual([]);
    const { result, undo } = await runSealed(sealed, makeContext({ bus }));
    expect(result).toMatchObject({ present: 'Europe/Vienna', previous: 'Europe/Berlin' });
    expect(bus.called).toEqual([['SetTimezone', 'Europe/Vienna', false]]);
    expect(undo).toEqual([
      { action: 'set-timezone', params: { zone: 'Europe/Berlin' }, expect: { present: 'Europe/Vienna' } },
    ]);
  });

  it('warns that timers and cron jobs may run twice or not at all on that day', async () => {
    const sealed = await setTimezone.prepare({ zone: 'Etc/UTC' }, makeContext({ bus: fakeTimedated() }));
    expect(sealed.preview.note).toMatch(/run twice today, or not at all/);
  });

  it('refuses a city that is no zone, and names those that resemble it', async () => {
    const prepare = (zone: string) => setTimezone.prepare({ zone }, makeContext({ bus: fakeTimedated() }));
    await expect(prepare('Germany/Berlin')).rejects.toThrow('there is Europe/Berlin');
    await expect(prepare('Berlin')).rejects.toThrow('there is Europe/Berlin');
    await expect(prepare('Europe/Gotham')).rejects.toThrow('list-timezones');
  });

  it.each(['../../etc/shadow', '/etc/passwd', 'Europe/../../etc', 'a\nb', '', 'Europe/Berlin;reboot', '-x'])(
    'refuses %j before any service is asked',
    async zone => {
      await expect(setTimezone.prepare({ zone }, makeContext({}))).rejects.toThrow(/zone/);
    },
  );

  it('changes nothing where it is so already', async () => {
    const bus = fakeTimedated();
    const { undo, committed } = await prepareAndRun(setTimezone, { zone: 'Europe/Berlin' }, makeContext({ bus }));
    expect({ undo, committed, called: bus.called }).toEqual({ undo: [], committed: false, called: [] });
  });

  it('does nothing where somebody else changed it between the prompt and the run', async () => {
    const bus = fakeTimedated();
    const context = makeContext({ bus });
    const sealed = await setTimezone.prepare({ zone: 'Europe/Vienna' }, context);
    await prepareAndRun(setTimezone, { zone: 'Etc/UTC' }, context);
    await expect(runSealed(sealed, context)).rejects.toThrow('changed meanwhile');
    expect(bus.called).toHaveLength(1);
  });

  it('says in a sentence that the service is missing, or what it refused', async () => {
    const missing = makeContext({ bus: new FakeSettings({}) });
    await expect(setTimezone.prepare({ zone: 'Etc/UTC' }, missing)).rejects.toThrow(
      'this machine has no systemd-timedated that runs',
    );
    const denied = async () => Promise.reject(new BusError('org.x.Denied', 'no'));
    const bus = { call: denied, subscribe: async () => async () => {} };
    await expect(setTimezone.prepare({ zone: 'Etc/UTC' }, makeContext({ bus }))).rejects.toThrow(
      'systemd-timedated refused: no',
    );
  });
});
