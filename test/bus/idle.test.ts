import { describe, expect, it } from 'vitest';
import { gate, until } from './gate.js';
import { callOperator, startRig } from './operator.js';
import { connectServiceBus, type ServiceBus } from '../../helper/bus/connection.js';
import { exitStatusOf } from '../../helper/process/exit-status.js';
import { echo } from '../../helper/actions/programs/echo.js';
import { probeAction } from './test-actions.js';

const owned = async (bus: ServiceBus): Promise<unknown> => {
  const daemon = 'org.freedesktop.DBus';
  const request = { destination: daemon, path: '/org/freedesktop/DBus', interface: daemon, member: 'NameHasOwner' };
  return (await bus.call({ ...request, signature: 's', body: ['org.llmos.Operator1'] }))[0];
};

describe('a bus that is gone', () => {
  it('ends the operator with a status of its own, told from every failure of ours', async () => {
    const rig = await startRig();
    rig.on.stop();
    expect(exitStatusOf(await rig.ended)).toBe(69);
    const nobody = { call: () => {}, lost: () => {} };
    expect(await connectServiceBus(rig.on.address, nobody).then(() => 0, exitStatusOf)).toBe(69);
    expect([exitStatusOf(undefined), exitStatusOf(new Error('anything else'))]).toEqual([0, 1]);
  });
});

describe('idle exit', () => {
  it('leaves the bus when nothing was asked for a while', async () => {
    const rig = await startRig({ idleMs: 150 });
    const bus = await rig.on.connect();
    await callOperator(bus, 'Echo', 'sa{sv}', ['x', {}]);
    expect(await owned(bus)).toBe(true);
    expect(await rig.ended).toBeUndefined();
    expect(await owned(bus)).toBe(false);
    bus.close();
    await rig.stop();
  });

  it('stays while a call or a prompt lives, however long', async () => {
    const probe = probeAction();
    const rig = await startRig({ registry: [echo, probe.action], idleMs: 100 });
    const proceed = gate();
    probe.work = () => proceed.opened;
    const bus = await rig.on.connect();
    const call = callOperator(bus, 'TouchThing', 'sa{sv}', ['/a', {}]);
    await until(() => rig.polkitd.asked.length === 1);
    await new Promise(resolve => setTimeout(resolve, 300));
    expect(await owned(bus)).toBe(true);
    proceed.open();
    await call;
    expect(await rig.ended).toBeUndefined();
    bus.close();
    await rig.stop();
  });

  it('told to stop, withdraws prompts, finishes what must be finished, and gives the name back first', async () => {
    const probe = probeAction();
    const rig = await startRig({ registry: [echo, probe.action] });
    const committed = gate();
    const proceed = gate();
    probe.work = async context => {
      context.commit();
      committed.open();
      await proceed.opened;
    };
    const bus = await rig.on.connect();
    const call = callOperator(bus, 'TouchThing', 'sa{sv}', ['/a', {}]);
    await committed.opened;
    const left = rig.operator.leave('the operator was told to stop');
    while (await owned(bus)) await new Promise(resolve => setTimeout(resolve, 5));
    proceed.open();
    expect((await call)[0]).toBe('/a');
    await left;
    bus.close();
    await rig.stop();
  });

  it('ends with an error when the bus is gone', async () => {
    const rig = await startRig();
    rig.on.stop();
    expect(await rig.ended).toBeInstanceOf(Error);
    await rig.stop();
  });

  it('does not serve under a name that is taken', async () => {
    const rig = await startRig();
    const other = await rig.on.connect(0);
    await expect(other.requestName('org.llmos.Operator1')).rejects.toThrow('is taken');
    other.close();
    await rig.stop();
  });
});
