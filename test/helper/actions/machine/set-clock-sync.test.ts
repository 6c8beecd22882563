import { describe, expect, it } from 'vitest';
import { setClockSync } from '../../../../helper/actions/machine/set-clock-sync.js';
import { fakeTimedated } from '../../system/fake-settings.js';
import { makeContext, prepareAndRun } from '../contexts.js';

describe('set_clock_sync', () => {
  it('switches it off and says what that means, with the way back', async () => {
    const bus = fakeTimedated();
    const sealed = await setClockSync.prepare({ on: false }, makeContext({ bus }));
    expect(sealed.preview.summary).toBe('the synchronisation of the clock is on, becomes off');
    expect(sealed.preview.note).toContain('certificates');
    expect(sealed.foreign).toEqual([{ actionId: 'org.freedesktop.timedate1.set-ntp', details: {} }]);
    const { undo } = await prepareAndRun(setClockSync, { on: false }, makeContext({ bus }));
    expect(bus.called).toEqual([['SetNTP', false, false]]);
    expect(undo).toEqual([{ action: 'set-clock-sync', params: { on: true }, expect: { present: 'off' } }]);
  });

  it('says so where no service could keep the clock', async () => {
    const context = makeContext({ bus: fakeTimedated({ NTP: false, CanNTP: false }) });
    await expect(setClockSync.prepare({ on: true }, context)).rejects.toThrow('install systemd-timesyncd');
    expect((await setClockSync.prepare({ on: false }, context)).preview.note).toContain('so already');
  });
});
