import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { attack } from '../attack/attack.js';
import { startAllowing } from './interactive-call.js';
import { gate, until } from './gate.js';
import { callOperator, startRig, type Rig } from './operator.js';
import { IS_ROOT, OTHER_UID } from './private-bus.js';
import { echo } from '../../helper/actions/programs/echo.js';
import { probeAction, type Probe } from './test-actions.js';

const LIMITS = { dbusName: 'org.freedesktop.DBus.Error.LimitsExceeded' };

describe('limits of one uid', () => {
  let rig: Rig;
  let probe: Probe;

  beforeEach(async () => {
    probe = probeAction();
    rig = await startRig({ registry: [echo, probe.action], bounds: { callsPerUid: 4, callsTotal: 6 } });
  });
  afterEach(() => rig.stop());

  attack(
    'one uid holds all there is to hold, over many connections',
    { without: 'without the count of a uid the fifth was served' },
    async () => {
      const proceed = gate();
      probe.work = () => proceed.opened;
      const buses = await Promise.all([1, 2, 3, 4].map(() => rig.on.connect()));
      const calls = buses.map((bus, at) => callOperator(bus, 'TouchThing', 'sa{sv}', [`/${at}`, {}]));
      await until(() => rig.polkitd.asked.length === 4);
      const fifth = await rig.on.connect();
      await expect(callOperator(fifth, 'Echo', 'sa{sv}', ['x', {}])).rejects.toMatchObject(LIMITS);
      await expect(callOperator(fifth, 'Preview', 'sa{sv}', ['echo', {}])).rejects.toMatchObject(LIMITS);
      proceed.open();
      await Promise.all(calls);
      expect((await callOperator(fifth, 'Echo', 'sa{sv}', ['x', {}]))[0]).toBe('x');
      for (const bus of [...buses, fifth]) bus.close();
    },
  );

  it.runIf(IS_ROOT)('leaves other uids their share, up to what all may hold together', async () => {
    const proceed = gate();
    probe.work = () => proceed.opened;
    const mine = await rig.on.connect();
    const theirs = await rig.on.connect(OTHER_UID);
    const calls = [mine, mine, mine, mine, theirs, theirs].map((bus, at) =>
      callOperator(bus, 'TouchThing', 'sa{sv}', [`/${at}`, {}]),
    );
    await until(() => rig.polkitd.asked.length === 6);
    await expect(callOperator(theirs, 'Echo', 'sa{sv}', ['x', {}])).rejects.toMatchObject(LIMITS);
    proceed.open();
    await Promise.all(calls);
    mine.close();
    theirs.close();
  });

  attack('one uid has two prompts shown at once', { without: 'without the queue there were two' }, async () => {
    const answers = [gate<'yes'>(), gate<'yes'>()];
    const prompts = () => rig.polkitd.asked.filter(({ flags }) => flags === 1);
    rig.polkitd.decide = ({ flags }) => (flags === 1 ? (answers[prompts().length - 1]?.opened ?? 'no') : 'challenge');
    const first = await startAllowing(rig, 'TouchThing', '/1');
    const second = await startAllowing(rig, 'TouchThing', '/2');
    await until(() => rig.polkitd.asked.length === 3);
    await new Promise(resolve => setTimeout(resolve, 50));
    expect(prompts()).toHaveLength(1);
    answers[0]?.open('yes');
    await until(() => prompts().length === 2);
    answers[1]?.open('yes');
    await Promise.all([first.outcome, second.outcome]);
    expect(probe.ran).toEqual(['/1', '/2']);
    first.leave();
    second.leave();
  });

  it('does not hold up a prompt behind one whose caller left', async () => {
    const never = gate<'yes'>();
    const prompts = () => rig.polkitd.asked.filter(({ flags }) => flags === 1);
    rig.polkitd.decide = ({ flags, details }) => {
      if (flags !== 1) return 'challenge';
      return details['path'] === '/1' ? never.opened : 'yes';
    };
    const first = await startAllowing(rig, 'TouchThing', '/1');
    await until(() => prompts().length === 1);
    const second = await startAllowing(rig, 'TouchThing', '/2');
    first.leave();
    expect((await second.outcome).result?.[0]).toBe('/2');
    second.leave();
  });
});
