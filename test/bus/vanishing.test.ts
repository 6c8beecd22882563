import { afterEach, beforeEach, describe, expect } from 'vitest';
import { attack } from '../attack/attack.js';
import { until } from './gate.js';
import { callAllowing, startAllowing } from './interactive-call.js';
import { callOperator, checkAlive, startRig, type Rig } from './operator.js';
import { probeAction, type Probe } from './test-actions.js';
import { echo } from '../../helper/actions/programs/echo.js';

const LONGEST_MS = 25;
const pause = (ms: number) => new Promise(resolve => setTimeout(resolve, ms));

describe('callers that leave', () => {
  let rig: Rig;
  let probe: Probe;

  beforeEach(async () => {
    probe = probeAction();
    rig = await startRig({ registry: [echo, probe.action] });
  });
  afterEach(() => rig.stop());

  attack(
    'a caller vanishes at any moment from the first byte to the reply',
    { without: 'with a place given back only by calls that end well the fifth call was refused', tries: 400, fast: 40 },
    async ({ tries }) => {
      rig.polkitd.decide = async ({ flags }) => {
        await pause(3);
        return flags === 1 ? 'yes' : 'challenge';
      };
      probe.work = async ({ signal }) => {
        await pause(5);
        signal.throwIfAborted();
      };
      for (let each = 0; each < tries; each += 1) {
        const { leave, outcome } = await startAllowing(rig, 'TouchThing', `/${each}`);
        outcome.catch(() => undefined);
        await pause(Math.random() * LONGEST_MS);
        leave();
      }
      // every step is left: the places of the uid, the turn to be asked, and what was prepared
      expect((await callAllowing(rig, 'TouchThing', '/last')).result?.[0]).toBe('/last');
      await until(() => probe.released.length === new Set(probe.released).size);
      expect(probe.ran.filter(path => !probe.released.includes(path))).toEqual([]);
      await checkAlive(rig);
      const bus = await rig.on.connect();
      const four = ['a', 'b', 'c', 'd'].map(word => callOperator(bus, 'Echo', 'sa{sv}', [word, {}]));
      expect((await Promise.all(four)).map(([text]) => text)).toEqual(['a', 'b', 'c', 'd']);
      bus.close();
      expect(rig.journal.filter(({ priority }) => priority === 'error')).toEqual([]);
    },
  );

  attack(
    'polkit answers from what a rule kept, or would keep what is answered',
    { without: 'with kept answers taken the call ran without a question', tries: 2 },
    async () => {
      const bus = await rig.on.connect();
      for (const verdict of ['kept', 'keeps'] as const) {
        rig.polkitd.decide = () => verdict;
        const call = callOperator(bus, 'TouchThing', 'sa{sv}', ['/a', {}]);
        await expect(call).rejects.toMatchObject({ message: expect.stringMatching(/a rule keeps this authorization/) });
      }
      // a rule that changes while the person is asked
      rig.polkitd.decide = ({ flags }) => (flags === 1 ? 'kept' : 'challenge');
      expect((await callAllowing(rig, 'TouchThing', '/a')).error).toBe('org.llmos.Error.NotAuthorized');
      expect(probe.ran).toEqual([]);
      bus.close();
    },
  );
});
