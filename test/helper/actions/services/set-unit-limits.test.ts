import { beforeEach, describe, expect, it } from 'vitest';
import { setUnitLimits } from '../../../../helper/actions/services/set-unit-limits.js';
import { FakeSystemd } from '../../system/fake-systemd.js';
import { makeContext, prepareAndRun, runSealed } from '../contexts.js';

const INFINITY = 2n ** 64n - 1n;
const MEGABYTE = 1024n * 1024n;
const FREE = { CPUQuotaPerSecUSec: INFINITY, MemoryMax: INFINITY, TasksMax: 4915n, MemoryCurrent: 700n * MEGABYTE };
let systemd: FakeSystemd;
const context = () => makeContext({ bus: systemd });
const prepare = (params: Record<string, unknown>) => setUnitLimits.prepare(params, context());

beforeEach(() => {
  systemd = new FakeSystemd();
});

describe('set-unit-limits', () => {
  it('shows new and present limits, and that the unit is over the new one', async () => {
    systemd.add('web.service', FREE);
    const { details, preview, foreign } = await prepare({ unit: 'web', memory_max: '512M', cpu_percent: 50 });
    expect(details['display_limits']).toBe('cpu 50% (now no limit), memory 512M (now no limit)');
    expect(details['display_note']).toContain('uses more memory than that now');
    expect(details).toMatchObject({ unit: 'web.service', memory_max: '512M', cpu_percent: '50', tasks_max: '' });
    expect(preview).toMatchObject({ memory_max: 'infinity', tasks_max: '4915', memory_now: '716800K' });
    expect(foreign).toEqual([
      { actionId: 'org.freedesktop.systemd1.manage-units', details: { unit: 'web.service', verb: 'set-property' } },
    ]);
    expect(systemd.changes).toEqual([]);
  });

  it('sets only what was asked for, and tells what holds', async () => {
    const unit = systemd.add('web.service', FREE);
    const sealed = await prepare({ unit: 'web', memory_max: '64M' });
    const original = systemd.call.bind(systemd);
    systemd.call = request => {
      if (request.member === 'SetUnitProperties') unit['MemoryMax'] = 64n * MEGABYTE;
      return original(request);
    };
    const { result, committed } = await runSealed(sealed, context());
    expect(result).toEqual({ unit: 'web.service', memory_max: '64M', cpu_percent: 0, tasks_max: 4915 });
    expect(committed).toBe(true);
    expect(systemd.bodies).toContainEqual([
      'web.service',
      false,
      [['MemoryMax', { signature: 't', value: 64n * MEGABYTE }]],
    ]);
  });

  it('takes limits away', async () => {
    systemd.add('web.service', FREE);
    await prepareAndRun(
      setUnitLimits,
      { unit: 'web', memory_max: 'infinity', cpu_percent: 0, tasks_max: 0 },
      context(),
    );
    const values = [INFINITY, INFINITY, INFINITY].map(value => expect.objectContaining({ value }));
    const [cpu, memory, tasks] = values;
    expect(systemd.bodies).toContainEqual([
      'web.service',
      false,
      [
        ['CPUQuotaPerSecUSec', cpu],
        ['MemoryMax', memory],
        ['TasksMax', tasks],
      ],
    ]);
  });

  it('refuses a protected unit, by alias too, and a kind without processes', async () => {
    systemd.add('broker.service', { Names: ['broker.service', 'dbus.service'] });
    systemd.add('backup.timer');
    const limit = { memory_max: '1M' };
    await expect(prepare({ unit: 'llmos-operator', ...limit })).rejects.toMatchObject({ code: 'not-permitted' });
    await expect(prepare({ unit: 'broker', ...limit })).rejects.toMatchObject({ code: 'not-permitted' });
    await expect(prepare({ unit: 'backup.timer', ...limit })).rejects.toMatchObject({ code: 'not-permitted' });
    expect(systemd.changes).toEqual([]);
  });

  it.each([
    [{}],
    [{ memory_max: '1K' }],
    [{ memory_max: '512MB' }],
    [{ cpu_percent: -1 }],
    [{ tasks_max: 4_194_305 }],
    [{ memory_max: '1M', extra: 1 }],
  ])('refuses %j', async limits => {
    systemd.add('web.service', FREE);
    await expect(prepare({ unit: 'web', ...limits })).rejects.toMatchObject({ code: 'invalid-args' });
  });

  it('does nothing when the limits changed while the prompt was open', async () => {
    const unit = systemd.add('web.service', FREE);
    const sealed = await prepare({ unit: 'web', tasks_max: 10 });
    unit['MemoryMax'] = 5n * MEGABYTE;
    await expect(runSealed(sealed, context())).rejects.toThrow('changed since they were shown');
    expect(systemd.changes).toEqual([]);
  });
});
