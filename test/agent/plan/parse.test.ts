import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parsePlan } from '../../../agent/plan/parse.js';
import { fixtureCatalog } from './fixture.js';

const catalog = fixtureCatalog();
const parse = (value: unknown) => parsePlan(JSON.stringify(value), catalog);
const problems = (value: unknown) => {
  const parsed = parse(value);
  return parsed.ok ? [] : parsed.problems;
};
const hello = { action: 'write_file', path: 'hello.txt', content: 'world' };

describe('parsePlan', () => {
  it('reads a plan', () => {
    expect(parse({ steps: [hello] })).toEqual({ ok: true, plan: { steps: [hello], say: '' } });
  });

  it('reads an answer in words', () => {
    expect(parse({ steps: [], say: 'hello' })).toEqual({ ok: true, plan: { steps: [], say: 'hello' } });
  });

  it('never mends a plan that was cut off', () => {
    const whole = JSON.stringify({ steps: [hello] });
    for (let end = 0; end < whole.length; end++) expect(parsePlan(whole.slice(0, end), catalog).ok).toBe(false);
    expect(parsePlan(`${whole}{`, catalog).ok).toBe(false);
  });

  it.each([
    ['an unknown action', { steps: [{ action: 'rm', path: '/' }] }, /no action is called "rm"; there are echo,/],
    ['a missing parameter', { steps: [{ action: 'write_file', path: 'a' }] }, /^steps\[0\]\.content: /],
    ['an unknown parameter', { steps: [{ ...hello, force: true }] }, /force/],
    ['a wrong type', { steps: [{ action: 'exec', argv: 'ls -l' }] }, /^steps\[0\]\.argv: /],
    ['a zero byte', { steps: [{ ...hello, path: 'a\0b' }] }, /zero byte/],
    ['a bad mode', { steps: [{ ...hello, mode: '7777' }] }, /^steps\[0\]\.mode: /],
    ['a bad package', { steps: [{ action: 'install_packages', packages: ['./evil.deb'] }] }, /packages\[0\]/],
    ['an empty argv', { steps: [{ action: 'exec', argv: [] }] }, /argv/],
    ['a step repeated', { steps: [hello, hello] }, /steps\[1\] is the same as the step before/],
    ['neither steps nor an answer', { steps: [] }, /steps is empty/],
    ['no steps at all', { say: 'done' }, /^steps: /],
    ['another key beside them', { steps: [hello], confidence: 1 }, /confidence/],
  ])('names %s', (_, value, expected) => {
    expect(problems(value).join('\n')).toMatch(expected);
  });

  it('allows the same step again after another one', () => {
    expect(parse({ steps: [hello, { action: 'exec', argv: ['ls'] }, hello] }).ok).toBe(true);
  });

  it('refuses the ninth step', () => {
    const steps = Array.from({ length: 9 }, (_, index) => ({ ...hello, path: `${index}` }));
    expect(problems({ steps })).toEqual(['steps: at most 8, there are 9']);
  });

  it('throws on nothing', () => {
    fc.assert(
      fc.property(fc.oneof(fc.string(), fc.json()), text => {
        const parsed = parsePlan(text, catalog);
        return parsed.ok || parsed.problems.length > 0;
      }),
    );
  });
});
