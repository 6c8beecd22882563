import { describe, expect, it } from 'vitest';
import { Queue } from '../../../agent/server/queue.js';

const never = new AbortController().signal;

function gate(): { open: () => void; wait: Promise<void> } {
  let open = (): void => undefined;
  const wait = new Promise<void>(resolve => (open = resolve));
  return { open, wait };
}

describe('Queue', () => {
  it('runs one at a time, in the order of arrival, and tells each its place', async () => {
    const queue = new Queue(8);
    const done: number[] = [];
    const places: number[][] = [[], [], []];
    let running = 0;
    const task = (index: number) => async () => {
      running++;
      expect(running).toBe(1);
      await Promise.resolve();
      running--;
      done.push(index);
    };
    await Promise.all([0, 1, 2].map(index => queue.run(task(index), never, place => places[index]?.push(place))));
    expect(done).toEqual([0, 1, 2]);
    expect(places).toEqual([[], [1], [2, 1]]);
  });

  it('refuses the ninth who waits', async () => {
    const queue = new Queue(8);
    const { open, wait } = gate();
    const all = Array.from({ length: 9 }, () =>
      queue.run(
        () => wait,
        never,
        () => undefined,
      ),
    );
    await expect(
      queue.run(
        () => wait,
        never,
        () => undefined,
      ),
    ).rejects.toMatchObject({ status: 429 });
    open();
    await Promise.all(all);
  });

  it('lets whoever hangs up leave the line, and goes on after a failure', async () => {
    const queue = new Queue(8);
    const { open, wait } = gate();
    const first = queue.run(
      () => wait,
      never,
      () => undefined,
    );
    const gone = new AbortController();
    const ran: string[] = [];
    const second = queue.run(
      async () => void ran.push('second'),
      gone.signal,
      () => undefined,
    );
    const third = queue.run(
      async () => Promise.reject(new Error('third')),
      never,
      () => undefined,
    );
    const fourth = queue.run(
      async () => void ran.push('fourth'),
      never,
      () => undefined,
    );
    gone.abort();
    await expect(second).rejects.toThrow(/hung up/);
    open();
    await first;
    await expect(third).rejects.toThrow('third');
    await fourth;
    expect(ran).toEqual(['fourth']);
  });
});
