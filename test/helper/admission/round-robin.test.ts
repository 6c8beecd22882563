import { expect, it } from 'vitest';
import { RoundRobin } from '../../../helper/admission/round-robin.js';
import { attack } from '../../attack/attack.js';

async function started(calls: readonly number[]): Promise<number[]> {
  const turns = new RoundRobin();
  const order: number[] = [];
  const enter = async (uid: number) => {
    if (!turns.enterAtOnce()) await turns.wait(uid);
    order.push(uid);
  };
  await Promise.all(calls.map(enter));
  return order;
}

attack(
  'calls of one uid that came first are all read before the one call of another',
  { without: 'in the order of arrival the call of the other was the last of all', tries: 1 },
  async () => {
    expect(await started([1, 1, 1, 1, 2, 2, 2, 2, 3])).toEqual([1, 1, 2, 3, 1, 2, 1, 2, 2]);
  },
);

it('lets a call in at once where no other was read in this turn of the event loop', async () => {
  const turns = new RoundRobin();
  expect(turns.enterAtOnce()).toBe(true);
  expect(turns.enterAtOnce()).toBe(false);
  await new Promise(resolve => setImmediate(resolve));
  await new Promise(resolve => setImmediate(resolve));
  expect(turns.enterAtOnce()).toBe(true);
});
