import { afterEach, beforeEach, expect, it } from 'vitest';
import { BUS_NAME, INTERFACE_NAME, OBJECT_PATH } from '../../interfaces/names.js';
import { checkAlive, startRig, type Rig } from './operator.js';
import { connectRaw, type RawClient } from './raw-client.js';

let rig: Rig;
let raw: RawClient;

beforeEach(async () => {
  rig = await startRig();
  raw = await connectRaw(rig.on);
});
afterEach(async () => {
  await checkAlive(rig);
  raw.close();
  await rig.stop();
});

function echoBytes(text: string): Buffer {
  return echoBytesWithSerial(text).bytes;
}

function echoBytesWithSerial(text: string): { bytes: Buffer; serial: number } {
  const address = { destination: BUS_NAME, path: OBJECT_PATH, interface: INTERFACE_NAME, member: 'Echo' };
  return raw.encode({ type: 1, ...address, signature: 'sa{sv}', body: [text, {}] });
}

it.each([
  ['text that is not utf-8', (bytes: Buffer) => bytes.fill(0xff, bytes.indexOf('xxxx'), bytes.indexOf('xxxx') + 4)],
  ['another version of the protocol', (bytes: Buffer) => bytes.fill(9, 3, 4)],
  ['a length beyond every limit', (bytes: Buffer) => bytes.fill(0x7f, 4, 8)],
  ['a byte order that is none', (bytes: Buffer) => bytes.fill(0x41, 0, 1)],
])('never sees %s: the daemon throws the sender out', async (_, spoil) => {
  raw.write(spoil(echoBytes('xxxx')));
  await raw.lost;
  expect(rig.polkitd.asked).toEqual([]);
});

it('never sees a truth that is neither: the daemon throws the sender out', async () => {
  const address = { destination: BUS_NAME, path: OBJECT_PATH, interface: INTERFACE_NAME, member: 'Echo' };
  const { bytes } = raw.encode({ type: 1, ...address, signature: 'b', body: [true] });
  raw.write(bytes.fill(7, bytes.length - 4));
  await raw.lost;
  expect(rig.polkitd.asked).toEqual([]);
});

it('never sees a type of message that nobody knows', async () => {
  const { bytes, serial } = echoBytesWithSerial('xxxx');
  raw.write(bytes.fill(200, 1, 2));
  await raw.answer(serial, 300);
  expect(rig.polkitd.asked).toEqual([]);
});

it('never sees half a message', async () => {
  const bytes = echoBytes('xxxx');
  raw.write(bytes.subarray(0, bytes.length - 3));
  raw.close();
  await raw.lost;
  expect(rig.polkitd.asked).toEqual([]);
});

it('lives through noise of every length', async () => {
  for (let length = 1; length < 400; length += 37) {
    const noisy = await connectRaw(rig.on);
    noisy.write(Buffer.from(Array.from({ length }, (_, at) => (at * 7919 + length) % 256)));
    noisy.close();
  }
});
