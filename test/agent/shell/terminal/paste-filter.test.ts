import { describe, expect, it } from 'vitest';
import { createPasteFilter, foldLines, unfoldLines } from '../../../../agent/shell/terminal/paste-filter.js';

const BEGIN = '\u001B[200~';
const END = '\u001B[201~';

function press(...chunks: readonly string[]): string[] {
  const filter = createPasteFilter();
  const keys = chunks.map(chunk => filter.take(Buffer.from(chunk)).keys);
  return [...keys, filter.release()].filter(each => each !== '');
}

describe('keys of a terminal', () => {
  it('pass one by one, the return key at once', () => {
    expect(press('l', 's', '\r')).toEqual(['l', 's', '\r']);
    expect(press('\u001B[A', '\u001B', '\u0003')).toEqual(['\u001B[A', '\u001B', '\u0003']);
  });

  it('of a marked paste are text: no line feed in it ends the request', () => {
    expect(press(`${BEGIN}make a\rmake b\r\ny\r${END}`)).toEqual(['make a⏎make b⏎y']);
    expect(press(`${BEGIN}make a\r${END}`, '\r')).toEqual(['make a', '\r']);
  });

  it('of a marked paste stay together wherever the bytes are split', () => {
    const whole = `a${BEGIN}é\ny${END}b`;
    const bytes = Buffer.from(whole);
    for (let at = 1; at < bytes.length; at++) {
      const filter = createPasteFilter();
      const keys = [bytes.subarray(0, at), bytes.subarray(at)].map(piece => filter.take(piece).keys).join('');
      // a lone escape is a key of its own
      if (bytes[at - 1] !== 0x1b) expect([at, keys + filter.release()]).toEqual([at, 'aé⏎yb']);
    }
  });

  it('of a paste without marks are one request, which its last line feed ends once nothing more comes', () => {
    expect(press('make a\rmake b\ry\r')).toEqual(['make a⏎make b⏎y', '\r']);
    expect(press('make a\rmake b\r', 'y\r')).toEqual(['make a⏎make b', '⏎y', '\r']);
  });

  it('of a paste hold nothing that moves a cursor or ends the paste', () => {
    expect(press(`${BEGIN}a\u001B[2J\u0003\tb${END}`)).toEqual(['a[2J b']);
  });
});

describe('lines on one line', () => {
  it('come back as they were', () => {
    expect(unfoldLines(foldLines('a\r\nb\nc\n\n'))).toBe('a\nb\nc');
  });
});
