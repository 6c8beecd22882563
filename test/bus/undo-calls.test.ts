import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { attack } from '../attack/attack.js';
import type { ServiceBus } from '../../helper/bus/connection.js';
import { echo } from '../../helper/actions/programs/echo.js';
import { isTagged } from '../../interfaces/signature.js';
import { callOperator, startRig, type Rig } from './operator.js';
import { probeAction, type Probe } from './test-actions.js';

const force = { force: { signature: 'b', value: true } };

describe('undo of any call', () => {
  let rig: Rig;
  let bus: ServiceBus;
  let probe: Probe;

  beforeEach(async () => {
    probe = probeAction();
    rig = await startRig({ registry: [echo, probe.action] });
    bus = await rig.on.connect();
  });
  afterEach(async () => {
    bus.close();
    await rig.stop();
  });

  const touch = async (path: string) => {
    const [, details] = await callOperator(bus, 'TouchThing', 'sa{sv}', [path, {}]);
    const tagged: unknown = Object(details)['record'];
    return isTagged(tagged) ? String(tagged.value) : '';
  };
  const undo = (record: string, options = {}) => callOperator(bus, 'Undo', 'sa{sv}', [record, options]);
  const inverse = (expected: Record<string, string> = {}) => ({
    action: 'touch-thing',
    params: { path: '/back' },
    expect: expected,
  });

  it('is a call with the parameters that were kept, and no others', async () => {
    probe.work = async (context, path) => {
      if (path === '/a') await context.saveUndo(inverse({ display_path: '/back' }));
    };
    await undo(await touch('/a'));
    expect(probe.ran).toEqual(['/a', '/back']);
    expect(rig.polkitd.asked.at(-1)).toMatchObject({ details: { path: '/back' } });
  });

  attack(
    'a call is taken back though the world has changed since',
    { without: 'with the comparison left out, it was taken back without force' },
    async () => {
      probe.work = async (context, path) => {
        if (path === '/a') await context.saveUndo(inverse({ display_path: '/elsewhere' }));
      };
      const record = await touch('/a');
      await expect(undo(record)).rejects.toMatchObject({ message: expect.stringContaining('it has changed since') });
      expect(probe.ran).toEqual(['/a']);
      await undo(record, force);
      const asked = rig.polkitd.asked.at(-1);
      expect(asked).toMatchObject({ actionId: 'org.llmos.operator1.force-undo', details: { step1: 'Touch /back?' } });
      expect(probe.ran).toEqual(['/a', '/back']);
    },
  );

  it('of a call that did not end well takes force, since nobody knows what it changed', async () => {
    probe.work = async (context, path) => {
      if (path !== '/a') return;
      await context.saveUndo(inverse());
      throw new Error('halfway');
    };
    await expect(touch('/a')).rejects.toThrow();
    await expect(undo('')).rejects.toMatchObject({ message: expect.stringContaining('did not end well') });
    await undo('', force);
    expect(probe.ran).toEqual(['/back']);
  });

  attack(
    'a call is taken back three times at once',
    { without: 'without the marks of what is at work and what is done, it was taken back again' },
    async () => {
      probe.work = async (context, path) => {
        if (path === '/a') await context.saveUndo(inverse());
      };
      const record = await touch('/a');
      const outcomes = await Promise.allSettled([undo(record), undo(record), undo(record)]);
      expect(outcomes.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
      expect(probe.ran).toEqual(['/a', '/back']);
    },
  );

  it('asks nobody where the caller does not allow it, force or not', async () => {
    probe.work = async context => context.saveUndo(inverse());
    const record = await touch('/a');
    rig.polkitd.decide = () => 'challenge';
    for (const options of [{}, force]) {
      await expect(undo(record, options)).rejects.toMatchObject({ dbusName: 'org.llmos.Error.NotAuthorizedCanObtain' });
    }
    expect(rig.polkitd.asked.every(({ flags }) => flags === 0)).toBe(true);
    expect(probe.ran).toEqual(['/a']);
  });

  it('of a call that keeps nothing is refused', async () => {
    await expect(undo(await touch('/a'))).rejects.toMatchObject({
      message: expect.stringContaining('changed nothing'),
    });
  });

  it('has no methods for the calls that only it makes', async () => {
    for (const member of ['RestoreFile', 'DeleteFile']) {
      await expect(callOperator(bus, member)).rejects.toMatchObject({
        dbusName: 'org.freedesktop.DBus.Error.UnknownMethod',
      });
    }
    for (const name of ['restore_file', 'delete_file']) {
      await expect(callOperator(bus, 'Preview', 'sa{sv}', [name, {}])).rejects.toThrow(/expected one of/);
      const plan = callOperator(bus, 'AuthorizePlan', 'a(sa{sv})a{sv}', [[[name, {}]], {}]);
      await expect(plan).rejects.toThrow(/no such action/);
    }
  });
});
