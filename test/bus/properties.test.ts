import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startRig, type Rig } from './operator.js';
import type { ServiceBus } from '../../helper/bus/connection.js';
import { BUS_NAME, INTERFACE_NAME, OBJECT_PATH } from '../../interfaces/names.js';

const PROPERTIES = 'org.freedesktop.DBus.Properties';
const INTROSPECTABLE = 'org.freedesktop.DBus.Introspectable';

describe('the standard interfaces', () => {
  let rig: Rig;
  let bus: ServiceBus;

  beforeAll(async () => {
    rig = await startRig();
    bus = await rig.on.connect();
  });
  afterAll(async () => {
    bus.close();
    await rig.stop();
  });

  const ask = (face: string, member: string, signature = '', body: readonly unknown[] = [], path = OBJECT_PATH) =>
    bus.call({ destination: BUS_NAME, path, interface: face, member, signature, body });
  const version = () => ask(PROPERTIES, 'Get', 'ss', [INTERFACE_NAME, 'Version']);

  it('refuses to write a property, and the value stays', async () => {
    const [before] = await version();
    const value = { signature: 's', value: '6.6.6' };
    const set = ask(PROPERTIES, 'Set', 'ssv', [INTERFACE_NAME, 'Version', value]);
    await expect(set).rejects.toMatchObject({ dbusName: 'org.freedesktop.DBus.Error.PropertyReadOnly' });
    expect(await version()).toEqual([before]);
  });

  it('lists its actions', async () => {
    const [all] = await ask(PROPERTIES, 'GetAll', 's', [INTERFACE_NAME]);
    expect(all).toMatchObject({ Actions: { signature: 'as', value: expect.arrayContaining(['echo']) } });
  });

  it.each([
    ['an unknown property', 'Get', 'ss', [INTERFACE_NAME, 'toString'], 'UnknownProperty'],
    ['a property of another interface', 'Get', 'ss', ['org.example.Other', 'Version'], 'UnknownInterface'],
    ['all of another interface', 'GetAll', 's', ['org.example.Other'], 'UnknownInterface'],
    ['an unknown method', 'Drop', '', [], 'UnknownMethod'],
  ])('refuses %s', async (_, member, signature, body, error) => {
    const call = ask(PROPERTIES, member, signature, body);
    await expect(call).rejects.toMatchObject({ dbusName: `org.freedesktop.DBus.Error.${error}` });
  });

  it('leads from the root to its object, and to nothing else', async () => {
    const at = async (path: string) => String((await ask(INTROSPECTABLE, 'Introspect', '', [], path))[0]);
    expect(await at('/')).toContain('<node name="org"/>');
    expect(await at('/org')).toContain('<node name="llmos"/>');
    expect(await at('/org/llmos')).toContain('<node name="Operator1"/>');
    expect(await at(OBJECT_PATH)).toContain('<method name="Echo">');
    await expect(at('/org/llmos/Operator1/x')).rejects.toMatchObject({
      dbusName: 'org.freedesktop.DBus.Error.UnknownObject',
    });
  });

  it('answers a ping', async () => {
    expect(await ask('org.freedesktop.DBus.Peer', 'Ping')).toEqual([]);
  });
});
