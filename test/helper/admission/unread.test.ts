import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { Unread } from '../../../helper/admission/unread.js';
import type { BusCaller } from '../../../helper/system/bus-caller.js';

const MIB = 1024 * 1024;

beforeEach(() => void vi.useFakeTimers({ toFake: ['performance'] }));
afterEach(() => void vi.useRealTimers());

function daemon(unread: () => number): { bus: BusCaller; asked: () => number } {
  let asked = 0;
  const call = async () => {
    asked += 1;
    return [{ OutgoingBytes: { signature: 'u', value: unread() } }];
  };
  return { bus: { call, subscribe: async () => async () => {} }, asked: () => asked };
}

async function refreshEverySecond(unread: Unread, bus: BusCaller, seconds: number): Promise<void> {
  for (let second = 0; second < seconds; second += 1) {
    await unread.refresh(bus, 1000);
    vi.advanceTimersByTime(1000);
  }
}

it('asks the daemon less and less about who reads nothing, and often again about who reads', async () => {
  const unread = new Unread();
  let left = 9 * MIB;
  const { bus, asked } = daemon(() => left);
  unread.sent(':1.1', 1000, left);
  await refreshEverySecond(unread, bus, 60);
  expect(asked()).toBeLessThan(9);
  const reading = async (seconds: number) => {
    const before = asked();
    for (let second = 0; second < seconds; second += 1) {
      left -= 1000;
      await refreshEverySecond(unread, bus, 1);
    }
    return asked() - before;
  };
  await reading(16);
  expect(await reading(10)).toBe(10);
});

it('asks the daemon again soon about a caller that reads megabytes', async () => {
  const unread = new Unread();
  const { bus, asked } = daemon(() => 0);
  for (let step = 0; step < 10; step += 1) {
    unread.sent(':1.1', 1000, 9 * MIB);
    await unread.refresh(bus, 1000);
    expect(unread.isFull(':1.1', 1000)).toBe(false);
    vi.advanceTimersByTime(60);
  }
  expect(asked()).toBe(10);
});
