import { describe, expect, it } from 'vitest';
import { calibrate, rowOf, type Tried } from '../../tune/score.js';
import { linesOf } from '../model/reflex-rows.js';
import type { Verdict } from '../model/score.js';
import type { Scored } from '../model/table.js';

function tried(probability: number, verdict: Verdict, sound = true): Tried {
  const scenario = { set: 'seen', category: 'a', request: `${probability} ${verdict}`, accept: [[]] } as const;
  return { scenario, said: { text: '', probability, finish: 'stop' }, ms: 100, verdict, sound, why: '' };
}

describe('how sure a plan must be', () => {
  it('is settled above the last wrong one', () => {
    const all = [tried(0.99, 'exact'), tried(0.97, 'other'), tried(0.95, 'exact'), tried(0.92, 'exact')];
    const threshold = calibrate(all, 0.9);
    expect(threshold).toBe(0.97);
    expect(rowOf(all, threshold)).toMatchObject({ taken: 1, wrong: 0 });
  });

  it('is never below the floor, however well the few went that were asked', () => {
    expect(calibrate([tried(0.3, 'exact'), tried(0.99, 'exact')], 0.9)).toBe(0.9);
  });

  it('allows one wrong plan in two hundred, and not one in a hundred', () => {
    const right = Array.from({ length: 199 }, (_, index) => tried(0.95 + index / 10_000, 'exact'));
    expect(calibrate([tried(0.91, 'other'), ...right], 0.9)).toBe(0.9);
    expect(calibrate([tried(0.91, 'other'), ...right.slice(100)], 0.9)).toBe(0.91);
  });

  it('does not count what the checks refuse anyway', () => {
    const all = [tried(0.99, 'widened', false), tried(0.95, 'exact')];
    expect(rowOf(all, calibrate(all, 0.9))).toMatchObject({ taken: 1, wrong: 0 });
  });

  it('lets nothing pass where the surest plan is wrong', () => {
    const all = [tried(1, 'widened')];
    expect(rowOf(all, calibrate(all, 0.9))).toMatchObject({ taken: 0 });
  });
});

describe('the rows of an evaluation', () => {
  it('give the cascade the plan of the reflex where it is taken, and that of the larger model elsewhere', () => {
    const all = [tried(0.99, 'exact'), tried(0.5, 'widened'), tried(0.98, 'other', false)];
    const larger = { find: () => ({ verdict: 'exact', ms: 2000 }) as unknown as Scored };
    const [alone, , one, both] = linesOf(all, { threshold: 0.9 }, larger);
    expect(alone).toMatchObject({ name: 'seen: reflex alone', asked: 3, exact: 1, widened: 1 });
    expect(one).toMatchObject({ exact: 3, ms: 2000 });
    // a plan of the larger model includes the time of the reflex's failed attempt
    expect(both).toMatchObject({ exact: 3, widened: 0, taken: 1, wrong: 0, ms: 2100 });
  });

  it('count a wrong plan that was taken, whatever the larger one would have said', () => {
    const larger = { find: () => ({ verdict: 'exact', ms: 2000 }) as unknown as Scored };
    expect(linesOf([tried(0.99, 'widened')], { threshold: 0.9 }, larger)[3]).toMatchObject({ widened: 1, wrong: 1 });
  });
});
