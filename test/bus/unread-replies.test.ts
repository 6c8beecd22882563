import { afterEach, beforeEach, expect, it } from 'vitest';
import { attack, full } from '../attack/attack.js';
import { callDaemon } from '../../helper/bus/connection.js';
import { Unread } from '../../helper/admission/unread.js';
import type { BusCaller } from '../../helper/system/bus-caller.js';
import { BUS_NAME, OBJECT_PATH } from '../../interfaces/names.js';
import { connectDeaf } from './deaf-client.js';
import { callOperator, startRig, type Rig } from './operator.js';
import { CALLER_UID, IS_ROOT, OTHER_UID } from './private-bus.js';
import { connectRaw, type RawClient } from './raw-client.js';

const MIB = 1024 * 1024;
const INTROSPECTABLE = 'org.freedesktop.DBus.Introspectable';
const introspect = {
  type: 1,
  destination: BUS_NAME,
  path: OBJECT_PATH,
  interface: INTROSPECTABLE,
  member: 'Introspect',
};
const DAEMON = {
  destination: 'org.freedesktop.DBus',
  path: '/org/freedesktop/DBus',
  interface: 'org.freedesktop.DBus',
};

let rig: Rig;
let raw: RawClient;

beforeEach(async () => {
  rig = await startRig();
  raw = await connectRaw(rig.on, OTHER_UID);
});
afterEach(async () => {
  raw.close();
  await rig.stop();
});

const hello = () => raw.encode({ type: 1, ...DAEMON, member: 'Hello' }).bytes;

attack(
  'callers that ask and never read silence the operator for everybody',
  {
    without:
      'without the count of what is unread 128 mebibytes lay at the bus, and nobody was answered until they left',
    tries: 4,
    fast: 2,
  },
  async ({ tries }) => {
    const deaf = await Promise.all(Array.from({ length: tries }, () => connectDeaf(rig.on, hello(), CALLER_UID)));
    const other = await rig.on.connect(OTHER_UID);
    // each with a serial of its own: the daemon refuses the second of the same
    const requests = () => Buffer.concat(Array.from({ length: 4 }, () => raw.encode(introspect).bytes));
    // more than the daemon lets a connection have unread, were all of them answered
    const batches = full ? 2000 : 300;
    for (let batch = 0; batch < batches; batch += 1) {
      for (const each of deaf) each.write(requests());
      expect((await callOperator(other, 'Echo', 'sa{sv}', ['x', {}], { timeoutMs: 5000 }))[0]).toBe('x');
    }
    for (const { name } of deaf) expect(await unreadOf(name)).toBeLessThan(12 * MIB);
    for (const each of deaf) each.close();
    other.close();
  },
);

async function unreadOf(name: string): Promise<number> {
  const bus = await rig.on.connect(0);
  const [stats] = await callDaemon(bus, 'GetConnectionStats', 's', [name], 'org.freedesktop.DBus.Debug.Stats');
  bus.close();
  return Number(Object(stats)['OutgoingBytes'].value);
}

it.runIf(IS_ROOT)('answers who reads, however much it was', async () => {
  const bus = await rig.on.connect();
  for (let asked = 0; asked < 600; asked += 1) {
    const { type: _, ...request } = introspect;
    expect(String((await bus.call(request))[0]).length).toBeGreaterThan(15_000);
  }
  bus.close();
});

const bus = (unread: number | undefined): BusCaller => ({
  call: async () => [unread === undefined ? {} : { OutgoingBytes: { signature: 'u', value: unread } }],
  subscribe: async () => async () => {},
});

it('takes all for unread as long as the daemon does not say', async () => {
  const unread = new Unread();
  unread.sent(':1.1', 1000, 9 * MIB);
  expect(unread.isFull(':1.1', 1000)).toBe(true);
  await unread.refresh(bus(undefined), 1000);
  expect(unread.isFull(':1.1', 1000)).toBe(true);
  expect(unread.isDeaf(':1.1', 1000)).toBe(true);
  unread.forget(':1.1');
  expect(unread.isFull(':1.2', 1000)).toBe(false);
});

it('counts the connections of a uid together, and leaves others their share', async () => {
  const unread = new Unread();
  for (const name of [':1.1', ':1.2', ':1.3', ':1.4']) unread.sent(name, 1000, 7 * MIB);
  expect(unread.isFull(':1.5', 1000)).toBe(true);
  for (const name of [':1.6', ':1.7', ':1.8']) unread.sent(name, 1001, 7 * MIB);
  expect(unread.isFull(':1.6', 1001)).toBe(true);
  expect(unread.isFull(':1.9', 1002)).toBe(false);
  await unread.refresh(bus(0), 1000);
  expect(unread.isFull(':1.5', 1000)).toBe(false);
});
