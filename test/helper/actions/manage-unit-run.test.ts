import { beforeEach, describe, expect, it } from 'vitest';
import { manageUnit } from '../../../helper/actions/services/manage-unit.js';
import { FakeSystemd } from '../system/fake-systemd.js';
import { makeContext, prepareAndRun, runSealed } from './contexts.js';

const RUNNING = { ActiveState: 'active', SubState: 'running' };
let systemd: FakeSystemd;
const context = () => makeContext({ bus: systemd });
const prepare = (unit: string, verb: string) => manageUnit.prepare({ unit, verb }, context());

beforeEach(() => {
  systemd = new FakeSystemd();
  systemd.onJob = (member, unit) => {
    unit['ActiveState'] = member === 'StopUnit' ? 'inactive' : 'active';
    if (member !== 'StopUnit') unit['InvocationID'] = Buffer.alloc(16, 7);
  };
});

describe('manage-unit runs what was agreed on, or nothing', () => {
  it('asks for the job, commits before it, and tells the new state', async () => {
    systemd.add('web.service');
    const { result, committed } = await prepareAndRun(manageUnit, { unit: 'web', verb: 'start' }, context());
    expect(result).toMatchObject({ unit: 'web.service', result: 'done', active_state: 'active' });
    expect(committed).toBe(true);
    expect(systemd.changes).toEqual(['StartUnit web.service']);
  });

  it('names the part that failed under an umbrella that went well', async () => {
    systemd.add('farm.service', { ...RUNNING, SubState: 'exited', Wants: ['farm@main.service', 'farm@up.service'] });
    systemd.add('farm@up.service', RUNNING);
    const part = systemd.add('farm@main.service', { ActiveState: 'activating', SubState: 'start' });
    const up = systemd.onJob;
    systemd.onJob = (member, unit) => {
      up(member, unit);
      setTimeout(() => Object.assign(part, { ActiveState: 'failed', SubState: 'failed' }), 300);
    };
    const { result } = await prepareAndRun(manageUnit, { unit: 'farm', verb: 'restart' }, context());
    expect(result).toMatchObject({
      result: 'done',
      advice: expect.stringContaining('its part farm@main.service failed'),
    });
    systemd.add('barn.service', { ...RUNNING, Wants: ['farm@up.service'] });
    const well = await prepareAndRun(manageUnit, { unit: 'barn', verb: 'restart' }, context());
    expect(well.result['advice']).toBeUndefined();
  });

  it('does nothing when the unit went down while the prompt was open', async () => {
    const unit = systemd.add('web.service', RUNNING);
    const sealed = await prepare('web', 'restart');
    unit['ActiveState'] = 'inactive';
    await expect(runSealed(sealed, context())).rejects.toThrow('changed since it was asked about');
    expect(systemd.changes).toEqual([]);
  });

  it('does nothing when another unit would now go down as well', async () => {
    const unit = systemd.add('web.service', RUNNING);
    systemd.add('shop.service', RUNNING);
    const sealed = await prepare('web', 'stop');
    unit['RequiredBy'] = ['shop.service'];
    await expect(runSealed(sealed, context())).rejects.toThrow('now also affect shop.service');
    expect(systemd.changes).toEqual([]);
  });

  it('does nothing when the name became an alias of a protected unit', async () => {
    const unit = systemd.add('web.service', RUNNING);
    const sealed = await prepare('web', 'stop');
    unit['Names'] = ['web.service', 'dbus.service'];
    await expect(runSealed(sealed, context())).rejects.toMatchObject({ code: 'not-permitted' });
    expect(systemd.changes).toEqual([]);
  });

  it('stops a unit that crashes and restarts all the time', async () => {
    const unit = systemd.add('loop.service', { ActiveState: 'activating', SubState: 'auto-restart' });
    const sealed = await prepare('loop', 'stop');
    unit['ActiveState'] = 'active';
    expect((await runSealed(sealed, context())).result['result']).toBe('done');
  });

  it('reads unit files again after a change to one', async () => {
    const unit = systemd.add('web.service');
    systemd.answers['EnableUnitFiles'] = [
      true,
      [['symlink', '/etc/systemd/system/x.wants/web.service', '/usr/web.service']],
    ];
    unit['UnitFileState'] = 'disabled';
    const { result } = await prepareAndRun(manageUnit, { unit: 'web', verb: 'enable' }, context());
    expect(systemd.changes).toEqual(['EnableUnitFiles web.service', 'Reload']);
    expect(result['changes']).toEqual(['symlink /etc/systemd/system/x.wants/web.service to /usr/web.service']);
  });

  it('takes an enabling back that claimed a protected name as an alias', async () => {
    systemd.add('evil.service');
    systemd.answers['EnableUnitFiles'] = [true, [['symlink', '/etc/systemd/system/dbus.service', '/usr/evil.service']]];
    const call = prepareAndRun(manageUnit, { unit: 'evil', verb: 'enable' }, context());
    await expect(call).rejects.toMatchObject({ code: 'not-permitted' });
    expect(systemd.changes).toEqual(['EnableUnitFiles evil.service', 'DisableUnitFiles evil.service', 'Reload']);
  });
});
