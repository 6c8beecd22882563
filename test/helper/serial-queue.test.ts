import { describe, expect, it } from 'vitest';
import { KeyedSerialQueue } from '../../helper/serial-queue.js';

const tick = () => new Promise(resolve => setTimeout(resolve, 2));

describe('turns', () => {
  it('are one at a time for a uid, also after a failure, and independent between uids', async () => {
    const turns = new KeyedSerialQueue();
    const log: string[] = [];
    const work =
      (name: string, fail = false) =>
      async () => {
        log.push(`${name} in`);
        await tick();
        log.push(`${name} out`);
        if (fail) throw new Error(name);
        return name;
      };
    const results = await Promise.allSettled([
      turns.run(1, work('a', true)),
      turns.run(1, work('b')),
      turns.run(2, work('c')),
    ]);
    expect(results.map(result => result.status)).toEqual(['rejected', 'fulfilled', 'fulfilled']);
    expect(log.indexOf('b in')).toBeGreaterThan(log.indexOf('a out'));
    expect(log.indexOf('c in')).toBeLessThan(log.indexOf('a out'));
  });
});
