import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { attack } from '../attack/attack.js';
import { callOperator, startRig, type Rig } from './operator.js';
import { IS_ROOT } from './private-bus.js';
import type { ServiceBus } from '../../helper/bus/connection.js';
import { echo } from '../../helper/actions/programs/echo.js';
import { MockPolkitd } from './polkitd.js';
import { probeAction, type Probe } from './test-actions.js';
import { callAllowing } from './interactive-call.js';

const OWN = 'org.llmos.Error.';

describe('authorization', () => {
  let rig: Rig;
  let bus: ServiceBus;
  let probe: Probe;

  beforeEach(async () => {
    probe = probeAction({ foreign: 'org.freedesktop.systemd1.manage-units' });
    rig = await startRig({ registry: [echo, probe.action] });
    bus = await rig.on.connect();
  });
  afterEach(async () => {
    bus.close();
    await rig.stop();
  });

  const touch = (path = '/a') => callOperator(bus, 'TouchThing', 'sa{sv}', [path, {}]);
  const named = (dbusName: string) => expect.objectContaining({ dbusName: OWN + dbusName });

  it('runs what polkit allows, and asked with the sender, the details and nothing of the caller', async () => {
    expect((await touch('/a/b'))[0]).toBe('/a/b');
    expect(rig.polkitd.asked.at(-1)).toEqual({
      sender: bus.uniqueName,
      actionId: 'org.llmos.operator1.touch-thing',
      details: { path: '/a/b', display_path: '/a/b' },
      flags: 0,
      cancellationId: '',
    });
    expect(probe.ran).toEqual(['/a/b']);
    expect(probe.released).toEqual(['/a/b']);
  });

  attack('what polkit forbids is done', { without: 'with a no taken for a yes it was done' }, async () => {
    rig.polkitd.decide = ({ actionId }) => (actionId.endsWith('touch-thing') ? 'no' : 'yes');
    await expect(touch()).rejects.toEqual(named('NotAuthorized'));
    expect(probe.ran).toEqual([]);
    expect(probe.released).toEqual(['/a']);
  });

  attack(
    'a person is asked though the caller did not allow it',
    { without: 'without a look at the flag of the message, somebody was asked' },
    async () => {
      rig.polkitd.decide = ({ actionId }) => (actionId.endsWith('touch-thing') ? 'challenge' : 'yes');
      await expect(touch()).rejects.toEqual(named('NotAuthorizedCanObtain'));
      expect(rig.polkitd.asked.every(({ flags }) => flags === 0)).toBe(true);
      expect(probe.ran).toEqual([]);
    },
  );

  it('asks once more, with a cancellation id, where the caller allows it', async () => {
    rig.polkitd.decide = ({ flags }) => (flags === 1 ? 'yes' : 'challenge');
    expect((await callAllowing(rig, 'TouchThing', '/a')).result?.[0]).toBe('/a');
    const [prompt] = rig.polkitd.asked.filter(({ flags }) => flags === 1);
    expect(prompt?.cancellationId).not.toBe('');
    expect(probe.ran).toEqual(['/a']);
  });

  it('says that the prompt was dismissed', async () => {
    rig.polkitd.decide = ({ flags }) => (flags === 1 ? 'dismissed' : 'challenge');
    expect((await callAllowing(rig, 'TouchThing', '/a')).error).toBe(`${OWN}NotAuthorizedDismissed`);
    expect(probe.ran).toEqual([]);
  });

  it('says where no polkit agent was there to ask', async () => {
    rig.polkitd.decide = () => 'challenge';
    expect((await callAllowing(rig, 'TouchThing', '/a')).error).toBe(`${OWN}NotAuthorizedCanObtain`);
  });

  it('says that a wrong password is no authorization', async () => {
    rig.polkitd.decide = ({ flags }) => (flags === 1 ? 'no' : 'challenge');
    expect((await callAllowing(rig, 'TouchThing', '/a')).error).toBe(`${OWN}NotAuthorized`);
    expect(probe.ran).toEqual([]);
  });

  attack(
    'our own uid is used to get round the no of the service behind',
    { without: "without the question about the other service's action it was done" },
    async () => {
      rig.polkitd.decide = ({ actionId }) => (actionId.startsWith('org.freedesktop.systemd1') ? 'no' : 'yes');
      await expect(touch()).rejects.toEqual(named('NotAuthorized'));
      expect(rig.polkitd.asked).toHaveLength(1);
      expect(probe.ran).toEqual([]);
    },
  );

  attack(
    'polkit is taken away, so that nobody says no',
    { without: 'with an answer that never came taken for a yes, it was done' },
    async () => {
      rig.polkitd.stop();
      await new Promise(resolve => setTimeout(resolve, 100));
      await expect(touch()).rejects.toMatchObject({
        dbusName: `${OWN}NotAuthorized`,
        message: expect.stringMatching(/install polkitd/),
      });
      expect(probe.ran).toEqual([]);
    },
  );

  it('asks the next polkit afresh where the first left the bus before it answered', async () => {
    const next = new MockPolkitd();
    next.decide = () => 'no';
    await next.start(rig.on, true);
    rig.polkitd.decide = () => {
      rig.polkitd.stop();
      return 'yes';
    };
    await expect(touch()).rejects.toEqual(named('NotAuthorized'));
    expect(next.asked).toHaveLength(1);
    expect(probe.ran).toEqual([]);
    next.stop();
  });

  if (IS_ROOT) {
    attack(
      'root gets round a rule that says no',
      { without: 'without the flag polkit reads no rule for uid 0' },
      async () => {
        bus.close();
        bus = await rig.on.connect(0);
        rig.polkitd.decide = () => 'challenge';
        expect((await touch())[0]).toBe('/a');
        expect(rig.polkitd.asked.map(({ flags }) => flags)).toEqual([2, 2]);
        rig.polkitd.decide = () => 'no';
        await expect(touch()).rejects.toEqual(named('NotAuthorized'));
      },
    );
  }

  it('refuses what would not fit into the prompt', async () => {
    await expect(touch(`/${'x'.repeat(200)}`)).rejects.toEqual(named('NotPermitted'));
    expect(probe.ran).toEqual([]);
  });

  attack(
    'a stack, or the words of what nobody expected, reach the caller',
    { without: 'with every error told, the words of the inside came back' },
    async () => {
      probe.work = () => Promise.reject(new Error('secret of the inside'));
      await expect(touch()).rejects.toMatchObject({
        dbusName: `${OWN}Failed`,
        message: expect.stringMatching(/^internal error [0-9a-f]{8}/),
      });
      expect(rig.journal.some(({ message }) => message.includes('secret of the inside'))).toBe(true);
    },
  );
});
