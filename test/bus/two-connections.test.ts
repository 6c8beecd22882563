import { afterEach, beforeEach, expect } from 'vitest';
import { attack } from '../attack/attack.js';
import { callDaemon } from '../../helper/bus/connection.js';
import { CLIENT_NAME } from '../../interfaces/names.js';
import { callOperator, startRig, type Rig } from './operator.js';
import { IS_ROOT } from './private-bus.js';
import { connectRaw } from './raw-client.js';

let rig: Rig;

beforeEach(async () => {
  rig = await startRig();
});
afterEach(() => rig.stop());

const MESSAGES = [
  { type: 1, path: '/', interface: 'org.freedesktop.DBus.Peer', member: 'Ping' },
  { type: 1, path: '/', member: 'Any' },
  { type: 4, path: '/', interface: 'org.example.Any', member: 'Any' },
  { type: 2, replySerial: 7 },
];

attack(
  'callers fill the connection over which the operator hears the answers of other services',
  {
    without: 'without the rule of its name the bus let the first of them through',
    tries: 3 * MESSAGES.length,
  },
  async () => {
    const bus = await rig.on.connect();
    const [unique] = await callDaemon(bus, 'GetNameOwner', 's', [CLIENT_NAME]);
    // a new operator waits for the name while the one before it leaves
    const next = await rig.on.connect(0);
    await next.queueForName(CLIENT_NAME);
    const raw = await connectRaw(rig.on);
    for (const destination of [CLIENT_NAME, String(unique), next.uniqueName]) {
      for (const message of MESSAGES) {
        const { bytes, serial } = raw.encode({ ...message, destination });
        raw.write(bytes);
        const told = (await raw.answer(serial))?.errorName;
        if (IS_ROOT) expect([message, told]).toEqual([message, 'org.freedesktop.DBus.Error.AccessDenied']);
      }
    }
    expect((await callOperator(bus, 'Echo', 'sa{sv}', ['x', {}]))[0]).toBe('x');
    for (const connection of [raw, next, bus]) connection.close();
  },
);
