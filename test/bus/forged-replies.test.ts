import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { gate, until } from './gate.js';
import { callOperator, startRig, type Rig } from './operator.js';
import { connectRaw } from './raw-client.js';
import { probeAction, type Probe } from './test-actions.js';
import { CLIENT_NAME } from '../../interfaces/names.js';

describe('replies that nobody asked for', () => {
  let rig: Rig;
  let probe: Probe;

  beforeEach(async () => {
    probe = probeAction();
    rig = await startRig({ registry: [probe.action] });
  });
  afterEach(() => rig.stop());

  // held by the rules of every bus and by our own policy: neither taken away alone lets them through
  it('do not say yes in the place of polkit, while it is asked', async () => {
    const answer = gate<'no'>();
    rig.polkitd.decide = () => answer.opened;
    const bus = await rig.on.connect();
    const call = callOperator(bus, 'TouchThing', 'sa{sv}', ['/a', {}]);
    await until(() => rig.polkitd.asked.length === 1);
    const raw = await connectRaw(rig.on);
    const yes = { type: 2, destination: CLIENT_NAME, signature: '(bba{ss})', body: [[true, false, {}]] };
    for (let serial = 1; serial <= 500; serial += 1) {
      raw.write(raw.encode({ ...yes, replySerial: serial }).bytes);
    }
    // messages are delivered in order: once this call is answered, all earlier ones arrived
    const ping = { type: 1, destination: 'org.freedesktop.DBus', path: '/', interface: 'org.freedesktop.DBus.Peer' };
    const { bytes, serial } = raw.encode({ ...ping, member: 'Ping' });
    raw.write(bytes);
    expect((await raw.answer(serial))?.type).toBe(2);
    answer.open('no');
    await expect(call).rejects.toMatchObject({ dbusName: 'org.llmos.Error.NotAuthorized' });
    expect(probe.ran).toEqual([]);
    raw.close();
    bus.close();
  });
});
