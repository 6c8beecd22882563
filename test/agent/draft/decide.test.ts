import { describe, expect, it } from 'vitest';
import { agrees, decide } from '../../../agent/draft/decide.js';

describe('decide', () => {
  it('lets a clear order change something', () => {
    expect(decide({ do: 0.9, not: 0.1 })).toEqual({ label: 'do', score: 0.9, mayChange: true });
  });

  it('lets a question only look', () => {
    expect(decide({ look: 0.7, do: 0.2, answer: 0.1 })).toMatchObject({ label: 'look', mayChange: false });
  });

  it.each([
    ['an order that may be a prohibition', { do: 0.39, not: 0.61 }, 'not'],
    ['an order that may be for later', { do: 0.35, later: 0.55, look: 0.1 }, 'later'],
    ['a question that may be a general one', { look: 0.3, do: 0.1, answer: 0.6 }, 'answer'],
  ])('falls towards words: %s', (_, scores, label) => {
    expect(decide(scores)).toMatchObject({ label, mayChange: false });
  });

  it('takes a question that may be an order for a question', () => {
    expect(decide({ look: 0.5, do: 0.45 })).toMatchObject({ label: 'look', mayChange: false });
  });

  it('changes nothing where an agent gives no scores', () => {
    expect(decide({}).mayChange).toBe(false);
  });
});

describe('agrees', () => {
  it.each([
    [0.99, 0.3, true],
    [0.7, 0.7, true],
    [0.9, 0.06, false],
    [0.65, 0.4, false],
    [1, 0, false],
    [1, 0.05, false],
    [0.6, 0.5, false],
    [0.45, 0.7, false],
    [0.45, 0.9, true],
  ])('an order of %s and a vote of %s: %s', (order, vote, expected) => {
    expect(agrees(decide({ do: order, not: 1 - order }), vote)).toBe(expected);
  });

  it('does not make an order of a question', () => {
    expect(agrees(decide({ look: 0.9, do: 0.1 }), 1)).toBe(false);
  });
});
