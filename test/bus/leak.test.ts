import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { afterAll, beforeAll, describe, expect } from 'vitest';
import { attack } from '../attack/attack.js';
import { until } from './gate.js';
import { callOperator, startRig, type Rig } from './operator.js';
import type { ServiceBus } from '../../helper/bus/connection.js';
import { echo } from '../../helper/actions/programs/echo.js';
import { probeAction, type Probe } from './test-actions.js';
import { BUS_NAME, OBJECT_PATH } from '../../interfaces/names.js';

// bytes that one connection may leave in memory for good, and the variation of the process without any leak
const PER_CONNECTION = 100;
const WAVERING = 400_000;
const STATS = { destination: 'org.freedesktop.DBus', path: '/org/freedesktop/DBus' } as const;

/** one connection and every kind of end that a call has; the last call is still at work when it leaves */
async function visit(rig: Rig): Promise<void> {
  const bus = await rig.on.connect();
  const refused = (call: Promise<unknown>) => call.then(() => 'done', String);
  await callOperator(bus, 'Echo', 'sa{sv}', ['x'.repeat(1000), {}]);
  await refused(callOperator(bus, 'Echo', 'u', [1]));
  await refused(callOperator(bus, 'Nothing'));
  await refused(callOperator(bus, 'TouchThing', 'sa{sv}', [`/${Math.random()}`, {}]));
  await refused(callOperator(bus, 'TouchThing', 'sa{sv}', ['/x', { job: { signature: 's', value: 'one' } }]));
  await refused(callOperator(bus, 'Preview', 'sa{sv}', ['touch_thing', { path: { signature: 's', value: '/x' } }]));
  await refused(callOperator(bus, 'AuthorizePlan', 'a(sa{sv})a{sv}', [[['touch_thing', {}]], {}]));
  await refused(callOperator(bus, 'ListRecords', 'a{sv}', [{}]));
  await refused(callOperator(bus, 'Undo', 'sa{sv}', ['mabc-00000000', {}]));
  await callOperator(bus, 'Cancel', 's', ['nothing']);
  await bus.call({ destination: BUS_NAME, path: OBJECT_PATH, interface: 'org.freedesktop.DBus.Peer', member: 'Ping' });
  void refused(callOperator(bus, 'Echo', 'sa{sv}', ['left alone', {}]));
  bus.close();
}

async function visits(rig: Rig, probe: Probe, count: number): Promise<void> {
  for (let done = 0; done < count; done += 1) await visit(rig);
  // drops the notes of the test itself
  for (const kept of [rig.polkitd.asked, probe.ran, probe.released]) kept.length = 0;
  // the daemon tells of the last ones who left a moment later, on a busy machine a long one
  await new Promise(resolve => setTimeout(resolve, 1500));
}

function usedMemory(): number {
  setFlagsFromString('--expose-gc');
  const collect: unknown = runInNewContext('gc');
  if (typeof collect !== 'function') throw new Error('memory cannot be collected here');
  for (let turn = 0; turn < 4; turn += 1) collect();
  return process.memoryUsage().heapUsed;
}

// needs root on the system bus; on this one it is open to all
async function matchRules(bus: ServiceBus): Promise<unknown> {
  const request = { ...STATS, interface: 'org.freedesktop.DBus.Debug.Stats', member: 'GetConnectionStats' };
  const [stats] = await bus.call({ ...request, signature: 's', body: [BUS_NAME] });
  return Object(Object(stats)['MatchRules'])['value'];
}

describe('a day of callers', () => {
  let rig: Rig;
  const probe = probeAction();
  beforeAll(async () => {
    rig = await startRig({ registry: [echo, probe.action] });
    rig.polkitd.decide = ({ actionId }) => (actionId.endsWith('echo') ? 'yes' : 'challenge');
  });
  afterAll(() => rig.stop());

  attack(
    'connections that come, call in every way and leave take memory, match rules or a place for good',
    {
      without: 'what is known of a caller kept when it leaves: 1.4 kB for each connection',
      tries: 5000,
      fast: 400,
      timeout: 600_000,
    },
    async ({ tries }) => {
      const watcher = await rig.on.connect(0);
      await visits(rig, probe, 200);
      const [memory, rules] = [usedMemory(), await matchRules(watcher)];
      await visits(rig, probe, tries);
      expect(usedMemory() - memory).toBeLessThan(WAVERING + PER_CONNECTION * tries);
      expect(await matchRules(watcher)).toBe(rules);
      watcher.close();
      // no call is still counted as running
      const bus = await rig.on.connect();
      const four = Array.from({ length: 4 }, () => callOperator(bus, 'Echo', 'sa{sv}', ['x', {}]));
      await until(() => rig.journal.length === 0);
      expect(await Promise.all(four)).toHaveLength(4);
      bus.close();
    },
  );
});
