import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { callOperator, startRig, type Rig } from './operator.js';
import type { ServiceBus } from '../../helper/bus/connection.js';
import { echo } from '../../helper/actions/programs/echo.js';
import { probeAction, type Probe } from './test-actions.js';

describe('preview', () => {
  let rig: Rig;
  let bus: ServiceBus;
  let probe: Probe;

  beforeEach(async () => {
    probe = probeAction();
    rig = await startRig({ registry: [echo, probe.action] });
    bus = await rig.on.connect();
  });
  afterEach(async () => {
    bus.close();
    await rig.stop();
  });

  const text = (value: string) => ({ signature: 's', value });
  const ask = (action: string, parameters: object) => callOperator(bus, 'Preview', 'sa{sv}', [action, parameters]);

  it.each(['yes', 'challenge', 'no'] as const)(
    'says what polkit would say (%s), runs nothing and asks nobody',
    async verdict => {
      rig.polkitd.decide = () => verdict;
      expect(await ask('touch_thing', { path: text('/a b') })).toEqual([
        {
          action_id: text('org.llmos.operator1.touch-thing'),
          authorization: text(verdict),
          message: text('Touch /a b?'),
          summary: text('touch /a b'),
        },
      ]);
      expect(rig.polkitd.asked.map(({ flags }) => flags)).toEqual([0]);
      expect(probe.ran).toEqual([]);
      expect(probe.released).toEqual(['/a b']);
    },
  );

  it.each([
    ['an action that is not there', 'nothing', {}],
    ['a method name for an action', 'TouchThing', { path: text('/') }],
    ['a parameter of another type', 'touch_thing', { path: { signature: 'u', value: 1 } }],
    ['a missing parameter', 'touch_thing', {}],
    ['an unknown parameter', 'touch_thing', { path: text('/'), more: text('x') }],
  ])('refuses %s', async (_, action, parameters) => {
    await expect(ask(action, parameters)).rejects.toMatchObject({ dbusName: 'org.freedesktop.DBus.Error.InvalidArgs' });
  });
});
