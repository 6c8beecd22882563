import { afterEach, beforeEach, describe, expect } from 'vitest';
import { attack } from '../attack/attack.js';
import { gate, until } from './gate.js';
import { callOperator, startRig, type Rig } from './operator.js';
import { connectRaw } from './raw-client.js';
import { echo } from '../../helper/actions/programs/echo.js';
import { probeAction, type Probe } from './test-actions.js';
import type { RunContext } from '../../helper/call/context.js';
import { CLIENT_NAME } from '../../interfaces/names.js';

const SYSTEMD = 'org.freedesktop.systemd1';
const match = {
  sender: SYSTEMD,
  interface: `${SYSTEMD}.Manager`,
  member: 'JobRemoved',
  path: '/org/freedesktop/systemd1',
};

describe('signals that were not sent by who they are expected of', () => {
  let rig: Rig;
  let probe: Probe;

  beforeEach(async () => {
    probe = probeAction();
    rig = await startRig({ registry: [echo, probe.action] });
  });
  afterEach(() => rig.stop());

  // sent by root, whom the policy of the bus lets through: what is left is our own check
  const forge = async (fields: object) => {
    const raw = await connectRaw(rig.on, 0);
    raw.write(raw.encode({ type: 4, destination: CLIENT_NAME, ...fields }).bytes);
    return raw;
  };

  attack(
    'somebody forges that a caller has left the bus',
    { without: 'without a look at the sender the call was withdrawn' },
    async () => {
      const bus = await rig.on.connect();
      const proceed = gate();
      probe.work = ({ signal }) => proceed.opened.then(() => signal.throwIfAborted());
      const call = callOperator(bus, 'TouchThing', 'sa{sv}', ['/a', {}]);
      await until(() => rig.polkitd.asked.length === 1);
      const daemon = { path: '/org/freedesktop/DBus', interface: 'org.freedesktop.DBus', member: 'NameOwnerChanged' };
      const raw = await forge({ ...daemon, signature: 'sss', body: [bus.uniqueName, bus.uniqueName, ''] });
      await new Promise(resolve => setTimeout(resolve, 100));
      proceed.open();
      expect((await call)[0]).toBe('/a');
      raw.close();
      bus.close();
    },
  );

  attack(
    'somebody, or who was the owner before, speaks for a service',
    { without: 'without a look at the sender the forged words were heard', tries: 2 },
    async () => {
      const heard: unknown[] = [];
      const subscribed = gate();
      const proceed = gate();
      probe.work = async ({ bus }: RunContext) => {
        await bus.subscribe(match, ([id]) => heard.push(id));
        subscribed.open();
        await proceed.opened;
      };
      const first = await rig.on.connect(0);
      await first.requestName(SYSTEMD);
      const client = await rig.on.connect();
      const call = callOperator(client, 'TouchThing', 'sa{sv}', ['/a', {}]);
      await subscribed.opened;
      const { sender: _, ...signal } = match;
      const say = (id: string) => ({ type: 4, ...signal, signature: 's', body: [id] });
      const forger = await forge(say('forged'));
      first.send(say('from the owner'));
      await until(() => heard.length === 1);
      await first.releaseName(SYSTEMD);
      const second = await rig.on.connect(0);
      await second.requestName(SYSTEMD);
      first.send(say('from who was the owner'));
      second.send(say('from the new owner'));
      await until(() => heard.length === 2);
      expect(heard).toEqual(['from the owner', 'from the new owner']);
      proceed.open();
      await call;
      for (const connection of [first, second, client, forger]) connection.close();
    },
  );
});
