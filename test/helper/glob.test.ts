import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { matchesGlob } from '../../helper/glob.js';

const part = fc.string({ unit: fc.constantFrom('a', 'b', '.', '/', '+'), maxLength: 4 });

describe('a pattern', () => {
  it('covers each text that its parts stand in, in their order', () => {
    fc.assert(
      fc.property(
        fc.array(part, { minLength: 1, maxLength: 5 }),
        fc.array(part, { minLength: 4, maxLength: 4 }),
        (parts, between) => {
          const text = parts.map((one, at) => (at === 0 ? one : (between[at - 1] ?? '') + one)).join('');
          expect(matchesGlob(parts.join('*'), text)).toBe(true);
        },
      ),
    );
  });

  it('says the same as an expression with each character quoted', () => {
    const pattern = fc.string({ unit: fc.constantFrom('a', 'b', '*', '.', '+'), maxLength: 8 });
    fc.assert(
      fc.property(pattern, part, part, (glob, one, other) => {
        const quoted = glob.split('*').map(piece => piece.replaceAll(/[.+]/g, String.raw`\$&`));
        expect(matchesGlob(glob, one + other)).toBe(new RegExp(`^${quoted.join('.*')}$`, 's').test(one + other));
      }),
    );
  });

  it('of many stars is judged at once', () => {
    expect(matchesGlob('*a'.repeat(2000), 'b'.repeat(20_000))).toBe(false);
  });
});
