import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { attack } from '../attack/attack.js';
import { until } from './gate.js';
import { callOperator, checkAlive, startRig, type Rig } from './operator.js';
import type { ServiceBus } from '../../helper/bus/connection.js';
import { echo } from '../../helper/actions/programs/echo.js';
import { BUS_NAME, INTERFACE_NAME } from '../../interfaces/names.js';
import { probeAction, type Probe } from './test-actions.js';

const WINDOW = 256 * 1024;

describe('output of a call', () => {
  let rig: Rig;
  let bus: ServiceBus;
  let probe: Probe;
  let heard: unknown[][];

  beforeEach(async () => {
    probe = probeAction();
    rig = await startRig({ registry: [echo, probe.action] });
    bus = await rig.on.connect();
    heard = [];
    await bus.subscribe({ sender: BUS_NAME, interface: INTERFACE_NAME, member: 'Output' }, body => heard.push(body));
  });
  afterEach(async () => {
    bus.close();
    await rig.stop();
  });

  const run = (options: object) => callOperator(bus, 'TouchThing', 'sa{sv}', ['/a', options]);
  const job = { job: { signature: 's', value: 'j' } };
  const received = () => heard.reduce((sum, [, , data]) => sum + String(data).length, 0);

  it('goes only to who asked for it with a job', async () => {
    const other = await rig.on.connect();
    const overheard: unknown[] = [];
    await other.subscribe({ sender: BUS_NAME, interface: INTERFACE_NAME, member: 'Output' }, body =>
      overheard.push(body),
    );
    probe.work = async context => context.output('stdout', 'hello\0there');
    await run({});
    expect(heard).toEqual([]);
    await run(job);
    await until(() => heard.length === 1);
    expect(heard).toEqual([['j', 'stdout', 'hello\uFFFDthere']]);
    expect(overheard).toEqual([]);
    other.close();
  });

  attack(
    'a caller never reads the output of its job',
    { without: 'without the window all of it was sent at once' },
    async () => {
      probe.work = async context => context.output('stdout', 'x'.repeat(4 * WINDOW));
      const call = run(job);
      await until(() => received() >= WINDOW);
      await checkAlive(rig);
      expect(received()).toBeLessThan(2 * WINDOW);
      expect(probe.ran).toEqual([]);
      // an acknowledgement of more than was sent opens nothing
      await callOperator(bus, 'Ack', 'su', ['j', 0xffffffff]);
      await until(() => received() >= 2 * WINDOW);
      expect(received()).toBeLessThan(3 * WINDOW);
      const acknowledge = () => void callOperator(bus, 'Ack', 'su', ['j', received()]).catch(() => {});
      const timer = setInterval(acknowledge, 5);
      expect((await call)[0]).toBe('/a');
      clearInterval(timer);
      await until(() => received() === 4 * WINDOW);
    },
  );

  it('lets a call end whose caller left without reading', async () => {
    const leaver = await rig.on.connect();
    probe.work = async context => {
      context.commit();
      await context.output('stdout', 'x'.repeat(4 * WINDOW));
    };
    void callOperator(leaver, 'TouchThing', 'sa{sv}', ['/a', job]).catch(() => {});
    await until(() => rig.polkitd.asked.length === 1);
    await new Promise(resolve => setTimeout(resolve, 50));
    expect(probe.ran).toEqual([]);
    leaver.close();
    await until(() => probe.ran.length === 1);
  });
});
