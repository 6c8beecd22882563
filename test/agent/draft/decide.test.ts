import { describe, expect, it } from 'vitest';
import { decide } from '../../../agent/draft/decide.js';

describe('decide', () => {
  it('lets a clear order change something', () => {
    expect(decide({ do: 0.9, not: 0.1 })).toEqual({ label: 'do', score: 0.9, mayChange: true });
  });

  it('lets a question only look', () => {
    expect(decide({ look: 0.7, do: 0.2, answer: 0.1 })).toMatchObject({ label: 'look', mayChange: false });
  });

  it.each([
    ['an order that may be a prohibition', { do: 0.55, not: 0.45 }, 'not'],
    ['an order that may be for later', { do: 0.5, later: 0.4, look: 0.1 }, 'later'],
    ['a question that may be a general one', { look: 0.3, do: 0.1, answer: 0.6 }, 'answer'],
  ])('falls towards words: %s', (_, scores, label) => {
    expect(decide(scores)).toMatchObject({ label, mayChange: false });
  });

  it('changes nothing where an agent gives no scores', () => {
    expect(decide({}).mayChange).toBe(false);
  });
});
