import { describe, expect, it } from 'vitest';
import { CallLimits, PromptQueue } from '../../../helper/call/limits.js';
import { attack } from '../../attack/attack.js';

const most = { callsPerUid: 2, callsTotal: 3 };
const refused = expect.objectContaining({ code: 'limits-exceeded' });

function caught(work: () => unknown): unknown {
  try {
    return work();
  } catch (error) {
    return error;
  }
}

describe('limits of calls', () => {
  it('give back a place once, however often it is left', () => {
    const limits = new CallLimits();
    const leave = limits.enter(1, most);
    limits.enter(1, most);
    expect(caught(() => limits.enter(1, most))).toEqual(refused);
    leave();
    leave();
    limits.enter(1, most);
    expect(caught(() => limits.enter(1, most))).toEqual(refused);
  });

  it('count all uids together as well', () => {
    const limits = new CallLimits();
    for (const uid of [1, 2, 3]) limits.enter(uid, most);
    for (const uid of [1, 2, 3]) expect(caught(() => limits.enter(uid, most))).toEqual(refused);
  });
});

attack(
  'sixteen uids with four calls each at work take the last place of everybody else',
  { without: 'the call of the seventeenth was refused: 64 calls are at work', tries: 17 },
  () => {
    const limits = new CallLimits();
    const few = { callsPerUid: 4, callsTotal: 64 };
    for (const uid of Array.from({ length: 64 }, (_, at) => at % 16)) limits.enter(uid, few);
    const leave = limits.enter(17, few);
    expect(caught(() => limits.enter(17, few))).toEqual(refused);
    leave();
    limits.enter(17, few);
  },
);

describe('the queue of prompts', () => {
  const never = new AbortController().signal;

  it('goes on after one that failed', async () => {
    const queue = new PromptQueue();
    await expect(queue.run(1, never, () => Promise.reject(new Error('no')))).rejects.toThrow('no');
    expect(await queue.run(1, never, async () => 'next')).toBe('next');
  });

  it('does not hold up one uid for another', async () => {
    const queue = new PromptQueue();
    void queue.run(1, never, () => new Promise(() => {}));
    expect(await queue.run(2, never, async () => 'other')).toBe('other');
  });

  it('never asks for a call that was cancelled while it waited', async () => {
    const queue = new PromptQueue();
    const asked: number[] = [];
    let finish: () => void = () => {};
    const first = queue.run(1, never, () => new Promise<void>(resolve => (finish = resolve)));
    const cancelled = new AbortController();
    const second = queue.run(1, cancelled.signal, async () => void asked.push(2));
    cancelled.abort(new Error('cancelled'));
    await expect(second).rejects.toThrow('cancelled');
    finish();
    await first;
    await queue.run(1, never, async () => void asked.push(3));
    expect(asked).toEqual([3]);
  });
});
