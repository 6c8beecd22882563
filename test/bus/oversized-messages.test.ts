import { afterEach, beforeEach, expect, it } from 'vitest';
import { attack } from '../attack/attack.js';
import type { BusMessage, Outgoing } from '../../helper/bus/wire.js';
import { BUS_NAME, INTERFACE_NAME, OBJECT_PATH } from '../../interfaces/names.js';
import { checkAlive, startRig, type Rig } from './operator.js';
import { CALLER_UID } from './private-bus.js';
import { connectRaw, type RawClient } from './raw-client.js';

const address = { type: 1, destination: BUS_NAME, path: OBJECT_PATH, interface: INTERFACE_NAME };
const text = (value: string) => ({ signature: 's', value });
const long = (value: string) => text(value.repeat(1_200_000));

let rig: Rig;
let raw: RawClient;
let over: Error | 'no' | undefined;

beforeEach(async () => {
  rig = await startRig();
  over = 'no';
  void rig.ended.then(error => (over = error));
  raw = await connectRaw(rig.on, CALLER_UID);
});
afterEach(async () => {
  raw.close();
  await rig.stop();
});

async function ask(message: Partial<Outgoing>): Promise<BusMessage | undefined> {
  const { bytes, serial } = raw.encode({ ...address, ...message });
  raw.write(bytes);
  return await raw.answer(serial, 20_000);
}

const LONG_TEXTS: readonly (readonly [string, Partial<Outgoing>])[] = [
  ['a key', { member: 'Preview', signature: 'sa{sv}', body: ['echo', { ['k'.repeat(1_200_000)]: text('v') }] }],
  [
    'a key of a step',
    {
      member: 'AuthorizePlan',
      signature: 'a(sa{sv})a{sv}',
      body: [[['echo', { ['k'.repeat(1_200_000)]: text('v') }]], {}],
    },
  ],
  ['a value', { member: 'Preview', signature: 'sa{sv}', body: ['exec', { argv: long('é') }] }],
  ['a choice', { member: 'Preview', signature: 'sa{sv}', body: ['write_file', { encoding: long('x') }] }],
  ['a record', { member: 'Preview', signature: 'sa{sv}', body: ['undo', { record: long('x') }] }],
  ['an action', { member: 'Preview', signature: 'sa{sv}', body: ['x'.repeat(1_200_000), {}] }],
  ['a path', { member: 'Preview', signature: 'sa{sv}', body: ['read_file', { path: long('/x') }] }],
];

attack(
  'a text of megabytes comes back in an error that cannot be sent',
  {
    without:
      'without the cuts, and with what cannot be sent thrown: no answer, and the call ended in an error of its own',
    tries: LONG_TEXTS.length,
  },
  async () => {
    for (const [name, message] of LONG_TEXTS) {
      const answer = await ask(message);
      expect([name, answer?.type]).toEqual([name, 3]);
      expect(String(answer?.body[0]).length).toBeLessThanOrEqual(2000);
    }
    await checkAlive(rig);
    expect(over).toBe('no');
  },
);

/** the body of a call, made by hand: libraries take as long to write it as parsers to read it */
function forge(signature: string, body: Buffer): { bytes: Buffer; serial: number } {
  const { bytes, serial } = raw.encode({ ...address, member: 'Echo', signature, body: emptyOf(signature) });
  const head = bytes.subarray(0, bytes.length - bytes.readUInt32LE(4));
  head.writeUInt32LE(body.length, 4);
  return { bytes: Buffer.concat([head, body]), serial };
}

const emptyOf = (signature: string): unknown[] => (signature === 'sa{sv}' ? ['', {}] : [[]]);
const counted = (bytes: Buffer, gap = 0): Buffer => {
  const length = Buffer.alloc(4 + gap);
  length.writeUInt32LE(bytes.length);
  return Buffer.concat([length, bytes]);
};
const MANY = 2_000_000;
/** many times what it takes to throw 8 megabytes away */
const MOST_CPU_US = 500_000;
const BOMBS: readonly (readonly [string, Buffer])[] = [
  ['av', counted(Buffer.alloc(4 * MANY, Buffer.from([1, 0x79, 0, 7])))],
  ['aay', counted(Buffer.alloc(4 * MANY))],
  ['ag', counted(Buffer.alloc(2 * MANY))],
  ['a(y)', counted(Buffer.alloc(8 * (MANY / 2) - 7, Buffer.from([1, 0, 0, 0, 0, 0, 0, 0])), 4)],
];

attack(
  'a message is made of millions of small values, of a signature that no method has',
  {
    without:
      'with each body read before its head is judged the first of them took 2.5 seconds of the processor, not 10 ms',
    tries: BOMBS.length,
  },
  async () => {
    for (const [signature, body] of BOMBS) {
      const { bytes, serial } = forge(signature, body);
      const before = process.cpuUsage();
      raw.write(bytes);
      const answer = await raw.answer(serial, 20_000);
      // the operator is in this process; the machine beside it may have much else to do
      const { user, system } = process.cpuUsage(before);
      expect(user + system).toBeLessThan(MOST_CPU_US);
      expect([signature, answer?.errorName]).toEqual([signature, 'org.freedesktop.DBus.Error.InvalidArgs']);
      expect(answer?.body[0]).toContain('expected the signature');
    }
    await checkAlive(rig);
  },
);

const variants = (count: number) => ({
  signature: 'av',
  value: Array<object>(count).fill({ signature: 'y', value: 7 }),
});
const keys = (count: number) => Object.fromEntries(Array.from({ length: count }, (_, at) => [`k${at}`, text('')]));

attack(
  'a message of the right signature is made of more values than any call has',
  { without: 'without the budget of the reader all 30,000 keys were read, and the first of them quoted', tries: 3 },
  async () => {
    const preview = { member: 'Preview', signature: 'sa{sv}' };
    for (const values of [keys(30_000), { path: variants(30_000) }]) {
      const answer = await ask({ ...preview, body: ['echo', values] });
      expect(answer?.body[0]).toContain('more than 4096 values');
    }
    let nested: unknown = text('x');
    for (let depth = 0; depth < 12; depth += 1) nested = { signature: 'v', value: nested };
    const deep = await ask({
      member: 'Echo',
      signature: 'sa{sv}',
      body: ['x', { deep: { signature: 'v', value: nested } }],
    });
    expect(deep?.body[0]).toContain('nested deeper than');
    await checkAlive(rig);
  },
);

it.each([
  ['Echo', 'sa{sv}', ['x'.repeat(70_000), {}]],
  ['Cancel', 's', ['x'.repeat(70_000)]],
  ['ListRecords', 'a{sv}', [{ record: text('x'.repeat(70_000)) }]],
])('refuses a long %s by its head', async (member, signature, body) => {
  const answer = await ask({ member, signature, body });
  expect(answer?.body[0]).toContain('longer than 65536 bytes');
});

it('takes a file and a plan of a mebibyte', async () => {
  const content = text('x'.repeat(1_000_000));
  const answer = await ask({ member: 'Preview', signature: 'sa{sv}', body: ['write_file', { content }] });
  expect(answer?.body[0]).toContain('path');
});
