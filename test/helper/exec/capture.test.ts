import { Readable } from 'node:stream';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { capture } from '../../../helper/exec/capture.js';

const quiet = async () => {};

describe('capture', () => {
  it('puts text together again, however it is cut into pieces', async () => {
    const pieces = fc.array(fc.integer({ min: 1, max: 9 }), { minLength: 1 });
    await fc.assert(
      fc.asyncProperty(fc.string({ unit: 'grapheme' }), pieces, async (text, sizes) => {
        const bytes = Buffer.from(text);
        const cut: Buffer[] = [];
        for (let at = 0, turn = 0; at < bytes.length; turn += 1) {
          const size = sizes[turn % sizes.length] ?? 1;
          cut.push(bytes.subarray(at, at + size));
          at += size;
        }
        let followed = '';
        const follow = async (piece: string) => void (followed += piece);
        const got = await capture(Readable.from(cut), { maxBytes: 1_000_000, follow });
        const shown = text.replaceAll('\0', '\ufffd');
        expect(got).toEqual({ text: shown, truncated: false });
        expect(followed).toBe(shown);
      }),
    );
  });

  it('keeps the beginning, reads to the end, and says that it cut', async () => {
    let followed = 0;
    const flood = Readable.from(Array.from({ length: 100 }, () => Buffer.alloc(1000, 'é')));
    const got = await capture(flood, { maxBytes: 1001, follow: async text => void (followed += text.length) });
    expect(got.truncated).toBe(true);
    expect(Buffer.byteLength(got.text)).toBe(1000);
    expect(followed).toBe(50_000);
  });

  it('stays within its bytes, on a character, for any bytes at all', async () => {
    await fc.assert(
      fc.asyncProperty(fc.uint8Array({ maxLength: 64 }), fc.nat(32), async (bytes, maxBytes) => {
        const { text } = await capture(Readable.from([Buffer.from(bytes)]), { maxBytes, follow: quiet });
        expect(Buffer.byteLength(text)).toBeLessThanOrEqual(maxBytes);
        expect(text).not.toContain('\0');
        expect(Buffer.from(text).toString()).toBe(text);
      }),
    );
  });

  it('waits for a reader that is slow', async () => {
    let waiting = 0;
    const follow = async () => {
      waiting += 1;
      expect(waiting).toBe(1);
      await new Promise(resolve => setTimeout(resolve, 1));
      waiting -= 1;
    };
    await capture(Readable.from([Buffer.from('a'), Buffer.from('b')]), { maxBytes: 10, follow });
  });
});
