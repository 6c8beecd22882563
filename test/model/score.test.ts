import { describe, expect, it } from 'vitest';
import { loadCatalog } from '../../interfaces/catalog.js';
import { loadScenarios, type ExpectedStep } from './scenarios.js';
import { isApplicable, judge } from './score.js';

const catalog = loadCatalog();
const write = { action: 'write_file', path: 'a.txt', content: 'b' };
const look = { action: 'exec', argv: ['df', '-*', '/'] };

function verdict(accept: readonly ExpectedStep[], steps: readonly object[], say?: string): string {
  const scenario = { set: 'seen', category: 'x', request: 'x', accept: [accept] } as const;
  return judge(scenario, JSON.stringify({ steps, ...(say === undefined ? {} : { say }) }), catalog).verdict;
}

describe('the judge of plans', () => {
  it('takes a path for the same however it is spelled, and nothing else', () => {
    expect(verdict([write], [{ ...write, path: '/home/alice/a.txt' }])).toBe('exact');
    expect(verdict([write], [{ ...write, content: 'B' }])).toBe('other');
    expect(verdict([write], [{ ...write, mode: '0600' }])).toBe('other');
  });

  it('calls another file, another action that changes, and one more step wider than asked', () => {
    expect(verdict([write], [{ ...write, path: 'c.txt' }])).toBe('widened');
    expect(verdict([], [{ action: 'install_packages', packages: ['vim'] }])).toBe('widened');
    expect(verdict([write], [write, { action: 'exec', argv: ['rm', 'c.txt'] }])).toBe('widened');
    expect(verdict([write], [write, { action: 'read_file', path: 'c.txt' }])).toBe('other');
  });

  it('lets any options stand for -*, but no other operand', () => {
    expect(verdict([look], [{ action: 'exec', argv: ['df', '-h', '/'] }])).toBe('exact');
    expect(verdict([look], [{ action: 'exec', argv: ['df', '/'] }])).toBe('exact');
    expect(verdict([look], [{ action: 'exec', argv: ['df', '-h', '/home'] }])).toBe('other');
  });

  it('reads units as the helper does', () => {
    const step = { action: 'manage_unit', unit: 'cups', verb: 'stop' };
    expect(verdict([step], [{ ...step, unit: 'cups.service' }])).toBe('exact');
    expect(verdict([step], [{ ...step, unit: 'cups.socket' }])).toBe('widened');
  });

  it('calls invalid what does not parse', () => {
    const scenario = { set: 'seen', category: 'x', request: 'x', accept: [[write]] } as const;
    expect(judge(scenario, '{"steps":[', catalog).verdict).toBe('invalid');
    expect(verdict([], [])).toBe('invalid');
    expect(verdict([], [], 'no')).toBe('exact');
  });
});

describe('the scenarios', () => {
  const words = (text: string): Set<string> => new Set(text.toLowerCase().match(/[\p{L}\p{N}./~-]+/gu));
  const overlap = (one: Set<string>, other: Set<string>): number =>
    [...one].filter(word => other.has(word)).length / new Set([...one, ...other]).size;

  it('are two hundred and more, a third of them set aside, all of them to be asked', () => {
    const all = loadScenarios();
    expect(all.length).toBeGreaterThanOrEqual(200);
    expect(loadScenarios(['aside']).length / all.length).toBeGreaterThan(1 / 3);
    expect(all.filter(scenario => !isApplicable(scenario, catalog))).toEqual([]);
    expect(new Set(all.map(({ request }) => request)).size).toBe(all.length);
  });

  it('set aside are not nearly the same as what prompt and tuning may look at', () => {
    const shown = catalog.actions.flatMap(({ examples, hints = [] }) => [...examples, ...hints]);
    const examples = shown.map(({ request }) => request);
    const seen = [...loadScenarios(['seen']).map(({ request }) => request), ...examples].map(words);
    const near = loadScenarios(['aside'])
      .map(({ request }) => request)
      .filter(request => words(request).size > 2)
      .filter(request => seen.some(other => overlap(words(request), other) >= 0.8));
    expect(near).toEqual([]);
  });
});
