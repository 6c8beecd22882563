import { describe, expect, it } from 'vitest';
import type { ExecutedRequest } from './executed-set.js';
import { judgeExecuted, matches, type Seen } from './judge-executed.js';

const asked: ExecutedRequest = {
  request: 'stop cron',
  language: 'en',
  category: 'services',
  before: 'true',
  goal: 'true',
  may: ['unit cron.*', '/etc/passwd-'],
  after: 'true',
};
const seen: Seen = { before: { hostname: 'a' }, after: { hostname: 'a' }, reached: true, output: 'done', ran: true };
const told = (request: Partial<ExecutedRequest>, more: Partial<Seen>): string =>
  judgeExecuted({ ...asked, ...request }, { ...seen, ...more }).result;

describe('a request that was carried out', () => {
  it('is wrong where anything else differs, although the goal was reached', () => {
    const after = { hostname: 'b', 'unit cron.service': 'inactive' };
    expect(judgeExecuted(asked, { ...seen, after })).toEqual({ result: 'wrong change', outside: ['hostname'] });
    expect(told({}, { after: {} })).toBe('wrong change');
  });

  it('is right where the goal was reached and only what may differ differs', () => {
    expect(told({}, { after: { hostname: 'a', 'unit cron.service': 'inactive' } })).toBe('right');
  });

  it('is useless where a step ran for nothing, and an honest no where none did', () => {
    expect(told({}, { reached: false })).toBe('useless');
    expect(told({}, { reached: false, ran: false })).toBe('honest no');
  });

  it('is right where nothing may change and nothing did', () => {
    const { goal: _, ...forbidden } = { ...asked, may: [] };
    expect(judgeExecuted(forbidden, { ...seen, reached: undefined }).result).toBe('right');
    expect(judgeExecuted(forbidden, { ...seen, reached: undefined, after: {} }).result).toBe('wrong change');
  });

  it('answers a question only with words that match', () => {
    const { goal: _, ...question } = { ...asked, says: '\\b27\\b' };
    expect(judgeExecuted(question, { ...seen, reached: undefined, output: 'there are 27 lines' }).result).toBe('right');
    expect(judgeExecuted(question, { ...seen, reached: undefined, output: '270' }).result).toBe('useless');
  });
});

describe('a pattern of keys', () => {
  it('matches slashes with a star, and dots with dots only', () => {
    expect(matches('/home/alice/*', '/home/alice/a/b')).toBe(true);
    expect(matches('unit cron.service', 'unit cronxservice')).toBe(false);
    expect(matches('/etc/passwd', '/etc/passwd-')).toBe(false);
  });
});
