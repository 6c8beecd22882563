import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Outgoing } from '../../helper/bus.js';
import { BUS_NAME, INTERFACE_NAME, OBJECT_PATH } from '../../interfaces/names.js';
import { checkAlive, startRig, type Rig } from './operator.js';
import { CALLER_UID, IS_ROOT } from './private-bus.js';
import { claimDescriptor, connectRaw, type RawClient } from './raw-client.js';

const echo: Outgoing = {
  type: 1,
  destination: BUS_NAME,
  path: OBJECT_PATH,
  interface: INTERFACE_NAME,
  member: 'Echo',
  signature: 'sa{sv}',
  body: ['x', {}],
};
const dbusError = (name: string) => `org.freedesktop.DBus.Error.${name}`;

describe.each([
  ['an unprivileged caller', CALLER_UID],
  ['root', 0],
])('messages that %s sends', (_, uid) => {
  let rig: Rig;
  let raw: RawClient;

  beforeAll(async () => {
    rig = await startRig();
    raw = await connectRaw(rig.on, uid);
  });
  afterAll(async () => {
    await checkAlive(rig);
    raw.close();
    await rig.stop();
  });

  const ask = async (message: Partial<Outgoing>, change = (bytes: Buffer) => bytes) => {
    const { bytes, serial } = raw.encode({ ...echo, ...message });
    raw.write(change(bytes));
    return await raw.answer(serial);
  };

  it('survives a call of type h without a descriptor, and refuses it', async () => {
    const answer = await ask({ signature: 'u', body: [7] }, claimDescriptor);
    expect(answer?.errorName).toBe(dbusError('InvalidArgs'));
  });

  it('survives a unicast signal of type h', async () => {
    const signal = { ...echo, type: 4, interface: 'org.example.Any', member: 'Any', signature: 'u', body: [7] };
    raw.write(claimDescriptor(raw.encode(signal).bytes));
    expect((await ask({}))?.type).toBe(2);
  });

  it.each([
    ['another signature', { signature: 'u', body: [5] }, 'InvalidArgs'],
    ['no body', { signature: '', body: [] }, 'InvalidArgs'],
    ['one argument too many', { signature: 'sa{sv}s', body: ['x', {}, 'y'] }, 'InvalidArgs'],
    ['an unknown method', { member: 'Nothing' }, 'UnknownMethod'],
    ['a name of the prototype', { member: 'constructor' }, 'UnknownMethod'],
    ['an unknown object', { path: '/org/llmos/Nothing' }, 'UnknownObject'],
    ['an unknown option', { body: ['x', { nothing: { signature: 's', value: '' } }] }, 'InvalidArgs'],
    [
      'an option named as the prototype',
      { body: ['x', { ['__proto__']: { signature: 's', value: '' } }] },
      'InvalidArgs',
    ],
    ['a job that is no name', { body: ['x', { job: { signature: 's', value: '../x' } }] }, 'InvalidArgs'],
    ['a job that is no text', { body: ['x', { job: { signature: 'u', value: 1 } }] }, 'InvalidArgs'],
    ['a text that is too long', { body: ['x'.repeat(5000), {}] }, 'InvalidArgs'],
  ] as const)('refuses %s', async (_name, message, error) => {
    expect((await ask(message))?.errorName).toBe(dbusError(error));
  });

  it('serves a call that names no interface only to who may send one', async () => {
    const answer = await ask({ interface: '' });
    // without root the private bus has to do without our policy
    if (uid === 0 || !IS_ROOT) expect(answer?.type).toBe(2);
    else expect(answer?.errorName).toBe(dbusError('AccessDenied'));
  });

  it('does not answer where no reply is expected', async () => {
    const { bytes, serial } = raw.encode({ ...echo, flags: 1 });
    raw.write(bytes);
    expect((await ask({}))?.type).toBe(2);
    expect(raw.received.some(message => message.replySerial === serial)).toBe(false);
  });

  it('refuses a message that is larger than it reads, and goes on', async () => {
    const answer = await ask({ body: ['x'.repeat(9 * 1024 * 1024), {}] });
    expect(answer?.errorName).toBe(dbusError('InvalidArgs'));
    expect(answer?.body[0]).toContain('longer than');
  });

  it('goes on after variants nested as deep as the daemon lets through', async () => {
    let nested: unknown = { signature: 's', value: 'x' };
    for (let depth = 0; depth < 60; depth += 1) nested = { signature: 'v', value: nested };
    const answer = await ask({ body: ['x', { deep: { signature: 'v', value: nested } }] });
    expect(answer?.errorName).toBe(dbusError('InvalidArgs'));
  });

  it('takes the numbers of another byte order and of 64 bits', async () => {
    const value = { signature: 't', value: 18446744073709551615n };
    expect((await ask({ body: ['x', { big: value }] }))?.errorName).toBe(dbusError('InvalidArgs'));
  });
});
