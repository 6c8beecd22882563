import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { buildDiff } from '../../../helper/files/file-diff.js';
import { decodeText } from '../../../helper/files/text.js';

describe('decodeText', () => {
  it('gives whole characters of any window of any text, in order', () => {
    const text = fc.string({ unit: 'grapheme' }).filter(value => !value.includes('\0'));
    fc.assert(
      fc.property(text, fc.nat(40), fc.integer({ min: 4, max: 40 }), (value, offset, limit) => {
        const bytes = Buffer.from(value);
        const window = bytes.subarray(offset, offset + limit);
        const truncated = offset + limit < bytes.length;
        expect(value).toContain(decodeText(window, { offset, truncated }));
      }),
    );
  });

  it('refuses what is no text, instead of changing it', () => {
    for (const bytes of [[0xff], [0x61, 0], [0xc3], [0xed, 0xa0, 0x80]]) {
      expect(() => decodeText(Buffer.from(bytes), { offset: 0, truncated: false })).toThrow(/base64/);
    }
  });
});

describe('buildDiff', () => {
  it('shows what changes, and says so where it cannot', () => {
    expect(buildDiff('/x', Buffer.from('a\nb\n'), Buffer.from('a\nc\n'))).toMatch(/-b\n\+c\n/);
    expect(buildDiff('/x', Buffer.from('a'), Buffer.from('a'))).toMatch(/stays/);
    expect(buildDiff('/x', Buffer.from([0]), Buffer.from('a'))).toMatch(/not text/);
    expect(buildDiff('/x', Buffer.alloc(300_000), Buffer.from('a'))).toMatch(/too long/);
  });
});
