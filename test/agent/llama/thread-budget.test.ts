import { describe, expect, it } from 'vitest';
import { CoreCount } from '../../../agent/llama/thread-budget.js';

const after = (runnable: readonly number[], most = 2): number[] => {
  const samples = [...runnable];
  const cores = new CoreCount(most, () => samples.shift() ?? 1);
  return runnable.map(() => cores.now());
};

describe('CoreCount', () => {
  it('takes every core of an idle machine', () => expect(after([1, 1, 1])).toEqual([2, 2, 2]));
  it('leaves a busy one alone, and always keeps one', () => expect(after([2, 2, 9])).toEqual([1, 1, 1]));
  it('does not jump at every passing process', () => expect(after([1, 2, 1, 2, 1])).toEqual([2, 2, 2, 2, 2]));
  it('comes back when the others are gone', () => expect(after([3, 1, 1, 1, 1, 1]).at(-1)).toBe(2));
  it('reads the machine where nothing is said', () => expect(new CoreCount(4).now()).toBeGreaterThan(0));
});
