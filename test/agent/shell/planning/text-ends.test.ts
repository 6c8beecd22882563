import { describe, expect, it } from 'vitest';
import { cutEnds, readEnds } from '../../../../agent/shell/planning/text-ends.js';

async function* inPieces(bytes: Uint8Array, size: number): AsyncGenerator<Uint8Array> {
  for (let at = 0; at < bytes.length; at += size) yield bytes.subarray(at, at + size);
}

const read = (text: string | Buffer, size = 7, kept = 64) =>
  readEnds(inPieces(Buffer.from(text), size), () => {}, kept);

describe('a long text that is read to its end', () => {
  it('keeps its first and its last bytes and its true length, whatever the size of the pieces', async () => {
    const text = `BEGIN${'a'.repeat(1_000_000)}END`;
    for (const size of [1000, 4096, 65_536, 2_000_000]) {
      const ends = await read(text, size);
      expect([ends.head.slice(0, 6), ends.tail.slice(-4), ends.bytes]).toEqual(['BEGINa', 'aEND', text.length]);
    }
  });

  it('is whole where both ends hold it, at each length around the limits', async () => {
    for (const length of [0, 1, 63, 64, 65, 127, 128]) {
      const text = Array.from({ length }, (_, index) => String(index % 10)).join('');
      expect(await read(text)).toEqual({ head: text, tail: '', bytes: length, encoding: 'utf-8' });
    }
    const cut = await read('x'.repeat(129));
    expect([cut.head.length, cut.tail.length]).toEqual([64, 64]);
  });

  it('breaks no character, neither between two pieces nor at an end', async () => {
    for (const letter of ['é', '→', '😀']) {
      const text = letter.repeat(100);
      for (const pad of ['', 'a', 'ab', 'abc']) {
        const ends = await read(pad + text, 5);
        expect(ends.head + ends.tail).not.toContain('\uFFFD');
        expect((pad + text).endsWith(ends.tail)).toBe(true);
      }
    }
  });

  it('reads UTF-16 as that, with its mark and without, from both ends', async () => {
    for (const mark of ['\uFEFF', '']) {
      const little = await read(Buffer.from(`${mark}disk failed `.repeat(50), 'utf16le'), 3);
      expect([little.encoding, little.tail.endsWith('disk failed ')]).toEqual(['utf-16le', true]);
    }
    const big = await read(Buffer.from('\uFEFFdisk failed', 'utf16le').swap16());
    expect([big.encoding, big.head]).toEqual(['utf-16be', 'disk failed']);
  });

  it('takes bytes of nothing but zeros for no text in UTF-16', async () => {
    expect((await read(Buffer.alloc(60))).encoding).toBe('utf-8');
  });
});

describe('a text that is cut', () => {
  it('says how much is left out, and keeps whole lines', async () => {
    const lines = Array.from({ length: 100 }, (_, index) => `line ${index}\n`).join('');
    const { text, cut } = cutEnds(await read(lines, 100, 4096), 60);
    expect([cut, text.startsWith('line 0\n'), text.endsWith('line 99\n')]).toEqual([true, true, true]);
    expect(text).toMatch(/line \d+\n\[… \d+ bytes left out …\]\nline \d+\n/);
    const [, left = ''] = /(\d+) bytes/.exec(text) ?? [];
    expect(Number(left) + text.replace(/\n\[….*…\]\n/, '').length).toBe(lines.length);
  });

  it('is its mark alone where there is no room', async () => {
    expect(cutEnds(await read('x'.repeat(500)), 0).text).toBe('\n[… 500 bytes left out …]\n');
  });

  it('is left alone where it fits', async () => {
    expect(cutEnds(await read('short'), 5)).toEqual({ text: 'short', cut: false });
  });
});
