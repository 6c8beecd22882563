import { describe, expect, it } from 'vitest';
import { patternToGbnf } from '../../../agent/plan/regex-to-gbnf.js';

describe('patternToGbnf', () => {
  it.each([
    ['^0[0-7]{3}$', '"\\"" ( "0" [0-7]{3} ) "\\""'],
    ['^[a-z0-9][a-z0-9+.-]{1,99}$', '"\\"" ( [a-z0-9] [a-z0-9+.-]{1,} ) "\\""'],
    ['^(?:start|stop)$', '"\\"" ( ( "s" "t" "a" "r" "t" | "s" "t" "o" "p" ) ) "\\""'],
    ['^[a\\\\-]+$', '"\\"" ( ( [a-] | "\\\\\\\\" )+ ) "\\""'],
    ['^[\\w@.-]+\\.(service|socket)$', undefined],
  ])('%s', (pattern, expected) => {
    const found = patternToGbnf(pattern);
    if (expected === undefined) expect(found).toMatch(/^"\\"" \( \[A-Za-z0-9_@\.-\]\+ "\." /);
    else expect(found).toBe(expected);
  });

  it.each(['^[^/]+$', 'abc', '^a(?=b)$', '^a.b$', '^["]$', '^\\p{L}+$', '^(a$', '^a\\$'])('leaves %s to zod', pattern =>
    expect(patternToGbnf(pattern)).toBeUndefined(),
  );
});
