import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { canonical, digestOfCall } from '../../../helper/call/call-digest.js';

const json = fc.jsonValue();

describe('the canonical form', () => {
  it('is the same for the same value, whatever the order of its keys', () => {
    fc.assert(
      fc.property(fc.dictionary(fc.string(), json), value => {
        const reversed = Object.fromEntries(Object.entries(value).toReversed());
        expect(canonical(reversed)).toBe(canonical(value));
      }),
    );
  });

  it('is another one for another value', () => {
    fc.assert(
      fc.property(json, json, (one, other) => {
        const same =
          JSON.stringify(one) === JSON.stringify(other) || canonical(one) === canonical(JSON.parse(canonical(other)));
        expect(canonical(one) === canonical(other)).toBe(same);
      }),
    );
  });

  it('tells apart what looks alike', () => {
    const alike = [
      { a: '1' },
      { a: 1 },
      { a: ['1'] },
      { 'a":"1': '' },
      { a: '1', b: '' },
      ['a', '1'],
      'a1',
      { a: '1 ' },
    ];
    expect(new Set(alike.map(value => digestOfCall('touch', value))).size).toBe(alike.length);
    expect(digestOfCall('touch', {})).not.toBe(digestOfCall('touch-own', {}));
  });

  it('takes numbers that json does not know', () => {
    expect(canonical({ a: 2n })).toBe('{"a":2}');
  });
});
