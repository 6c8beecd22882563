import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { attack } from '../attack/attack.js';
import { callAllowing, startAllowing } from './interactive-call.js';
import { gate, until } from './gate.js';
import { callOperator, checkAlive, startRig, type Rig } from './operator.js';
import { echo } from '../../helper/actions/programs/echo.js';
import { probeAction, type Probe } from './test-actions.js';

const job = (name: string) => ({ job: { signature: 's', value: name } });

describe('lifetime of a call', () => {
  let rig: Rig;
  let probe: Probe;

  beforeEach(async () => {
    probe = probeAction();
    rig = await startRig({ registry: [echo, probe.action], bounds: { promptTimeoutMs: 400 } });
  });
  afterEach(async () => {
    await checkAlive(rig);
    await rig.stop();
  });

  const prompted = () => rig.polkitd.asked.filter(({ flags }) => flags === 1);

  attack(
    'a caller leaves while a person is asked, and the late yes starts what nobody waits for',
    { without: 'with callers not followed the prompt stayed' },
    async () => {
      const answer = gate<'yes'>();
      rig.polkitd.decide = ({ flags }) => (flags === 1 ? answer.opened : 'challenge');
      const { leave } = await startAllowing(rig, 'TouchThing', '/a');
      await until(() => prompted().length === 1);
      leave();
      await until(() => rig.polkitd.cancelled.length === 1);
      expect(rig.polkitd.cancelled).toEqual([prompted()[0]?.cancellationId]);
      answer.open('yes');
      await checkAlive(rig);
      expect(probe.ran).toEqual([]);
      await until(() => probe.released.length === 1);
    },
  );

  attack(
    'a password comes long after everybody forgot what it was for',
    { without: 'without a deadline of our own nothing ended it' },
    async () => {
      const answer = gate<'yes'>();
      rig.polkitd.decide = ({ flags }) => (flags === 1 ? answer.opened : 'challenge');
      expect((await callAllowing(rig, 'TouchThing', '/a')).error).toBe('org.llmos.Error.TimedOut');
      await until(() => rig.polkitd.cancelled.length === 1);
      answer.open('yes');
      await checkAlive(rig);
      expect(probe.ran).toEqual([]);
    },
  );

  attack(
    'a caller leaves, and what it started goes on for nobody',
    { without: 'with the leaving not told to the call, it went on for ever' },
    async () => {
      const began = gate();
      const stopped = gate<unknown>();
      probe.work = ({ signal }) =>
        new Promise((_, reject) => {
          began.open();
          signal.addEventListener('abort', () => {
            stopped.open(signal.reason);
            reject(signal.reason);
          });
        });
      const { leave } = await startAllowing(rig, 'TouchThing', '/a');
      // sooner, and there would be nothing to stop yet
      await began.opened;
      leave();
      expect(await stopped.opened).toMatchObject({ code: 'cancelled' });
      expect(probe.ran).toEqual([]);
    },
  );

  attack(
    'a caller leaves to cut a change in the middle',
    { without: 'with what is committed still cancelled, it never ended' },
    async () => {
      const committed = gate();
      const proceed = gate();
      probe.work = async context => {
        context.commit();
        committed.open();
        await proceed.opened;
        context.signal.throwIfAborted();
      };
      const { leave } = await startAllowing(rig, 'TouchThing', '/a');
      await committed.opened;
      leave();
      await checkAlive(rig);
      proceed.open();
      await until(() => probe.ran.length === 1);
    },
  );

  attack(
    'a connection cancels a job of another one',
    { without: 'with jobs found by name alone it was cancelled' },
    async () => {
      const bus = await rig.on.connect();
      const other = await rig.on.connect();
      const started = gate();
      probe.work = ({ signal }) => {
        started.open();
        return new Promise((_, reject) => signal.addEventListener('abort', () => reject(signal.reason)));
      };
      const call = callOperator(bus, 'TouchThing', 'sa{sv}', ['/a', job('mine')]);
      const failed = expect(call).rejects.toMatchObject({ dbusName: 'org.llmos.Error.Cancelled' });
      await started.opened;
      expect(await callOperator(other, 'Cancel', 's', ['mine'])).toEqual([false]);
      expect(await callOperator(bus, 'Cancel', 's', ['other'])).toEqual([false]);
      await expect(callOperator(bus, 'TouchThing', 'sa{sv}', ['/b', job('mine')])).rejects.toMatchObject({
        dbusName: 'org.freedesktop.DBus.Error.InvalidArgs',
      });
      expect(await callOperator(bus, 'Cancel', 's', ['mine'])).toEqual([true]);
      await failed;
      bus.close();
      other.close();
    },
  );

  it('says that it does not cancel what must finish', async () => {
    const bus = await rig.on.connect();
    const committed = gate();
    const proceed = gate();
    probe.work = async context => {
      context.commit();
      committed.open();
      await proceed.opened;
    };
    const call = callOperator(bus, 'TouchThing', 'sa{sv}', ['/a', job('must')]);
    await committed.opened;
    expect(await callOperator(bus, 'Cancel', 's', ['must'])).toEqual([false]);
    proceed.open();
    expect((await call)[0]).toBe('/a');
    bus.close();
  });
});
