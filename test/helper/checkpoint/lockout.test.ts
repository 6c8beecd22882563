import { describe, expect, it } from 'vitest';
import { manageUnit } from '../../../helper/actions/services/manage-unit.js';
import { makeContext, prepareAndRun } from '../actions/contexts.js';
import { FakeSystemd } from '../system/fake-systemd.js';

const RUNNING = { ActiveState: 'active', SubState: 'running', UnitFileState: 'enabled' };
const far = { subject: { remote: true } };

function machine(): FakeSystemd {
  const systemd = new FakeSystemd();
  systemd.add('ssh.service', { ...RUNNING, Names: ['ssh.service', 'sshd.service'] });
  systemd.add('web.service', RUNNING);
  systemd.onJob = (member, unit) => (unit['ActiveState'] = member === 'StopUnit' ? 'inactive' : 'active');
  return systemd;
}

describe('a change that could lock its author out', () => {
  const prepare = (unit: string, verb: string, remote: boolean, systemd = machine()) =>
    manageUnit.prepare({ unit, verb }, makeContext({ bus: systemd, subject: { remote } }));

  it('says in prompt and preview that it is taken back', async () => {
    const { details, preview } = await prepare('ssh', 'stop', true);
    expect(details['display_confirm']).toBe(' It is taken back after 60 s unless confirmed from a new login.');
    expect(details['confirm_s']).toBe('60');
    expect(preview['confirm']).toMatch(/within 60 s from a login that is opened after the change: llmsh confirm/);
  });

  it('is one only from afar, and only where the list has the unit, one of its names, or what goes down with it', async () => {
    expect((await prepare('ssh', 'stop', false)).details['confirm_s']).toBe('');
    expect((await prepare('web', 'stop', true)).details['confirm_s']).toBe('');
    expect((await prepare('sshd', 'stop', true)).details['confirm_s']).toBe('60');
    const systemd = machine();
    systemd.add('base.service', { ...RUNNING, RequiredBy: ['ssh.service'] });
    expect((await prepare('base', 'stop', true, systemd)).details['confirm_s']).toBe('60');
  });

  it.each([
    ['stop', ['start ssh.service']],
    ['restart', ['start ssh.service']],
    ['disable', ['enable ssh.service', 'start ssh.service']],
    ['mask', ['unmask ssh.service', 'start ssh.service']],
  ])('%s: arms what brings back the unit file and the running unit, also over a boot', async (verb, commands) => {
    const ran = await prepareAndRun(manageUnit, { unit: 'ssh', verb }, makeContext({ bus: machine(), ...far }));
    expect(ran.guarded.map(({ verb: back, unit }) => `${back} ${unit}`)).toEqual(commands);
    expect(ran.result['confirm']).toMatch(/llmsh confirm/);
  });

  it('arms a stop for what did not run, such as a firewall that is started', async () => {
    const systemd = machine();
    systemd.add('ssh.service', { UnitFileState: 'disabled' });
    const ran = await prepareAndRun(manageUnit, { unit: 'ssh', verb: 'enable' }, makeContext({ bus: systemd, ...far }));
    expect(ran.guarded.map(({ verb, unit }) => `${verb} ${unit}`)).toEqual(['disable ssh.service', 'stop ssh.service']);
  });

  it('is not made where what takes it back cannot be armed', async () => {
    const systemd = machine();
    const context = makeContext({ bus: systemd, ...far });
    const sealed = await manageUnit.prepare({ unit: 'ssh', verb: 'stop' }, context);
    const refusing = { ...context, guard: async () => Promise.reject(new Error('no room')) };
    const parts = {
      record: 'r1',
      output: async () => {},
      progress: () => {},
      commit: () => {},
      saveUndo: async () => {},
      dropUndo: async () => {},
      undoable: async () => new Set<string>(),
    };
    const yes = { redeem: () => true } as unknown as Parameters<typeof sealed.run>[0];
    await expect(sealed.run(yes, { ...refusing, ...parts })).rejects.toThrow('no room');
    expect(systemd.changes).toEqual([]);
  });
});
