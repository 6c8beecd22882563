import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { render, withScores } from './report.js';
import type { Scored } from './table.js';

const scenario = { set: 'seen', category: 'files', request: 'x', accept: [[]] } as const;
const cost = { ms: 2000, promptTokens: 900, completionTokens: 20, answer: '{}' };
const right: Scored = { verdict: 'exact', sameActions: true, parameters: [2, 2], scenario, ...cost };
const wrong: Scored = { verdict: 'widened', sameActions: false, parameters: [1, 2], scenario, ...cost };

describe('what a whole run writes', () => {
  it('changes the four figures of one model and not one byte more', () => {
    const text = readFileSync(new URL('../../agent/models.json', import.meta.url), 'utf8');
    const written = withScores(text, 'small', [right, right, wrong]);
    const scores = /"scores": \{[^}]*\}/g;
    expect(written.replace(scores, '')).toBe(text.replace(scores, ''));
    const [first, second, third] = [...written.matchAll(scores)].map(String);
    expect(second).toBe('"scores": { "requests": 3, "exact": 2, "invalid": 0, "widened": 1 }');
    expect([...text.matchAll(scores)].map(String)).toEqual([first, expect.any(String), third]);
    expect(() => withScores(text, 'none', [right])).toThrow(/no scores of none/);
  });

  it('has a row for each category and what a cold start costs', () => {
    const at = { firstMs: 1234, totalMs: 5678 };
    const latency = { cold: at, dormant: at, warm: at };
    const text = render({ model: 'default', free: true, scored: [right, wrong], latency });
    expect(text).toContain('without a grammar');
    expect(text).toContain('| seen: files | 2 | 1 (50.0 %) | 50.0 % | 75.0 % | 0 | 1 | 2.0 s | 20 |');
    expect(text.match(/1\.23 s \| 5\.68 s/g)).toHaveLength(3);
  });
});
