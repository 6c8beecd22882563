import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { memoryText, parseMemory } from '../../../../helper/system/services/unit-limits.js';

describe('a limit of memory', () => {
  it('is read as systemd writes it', () => {
    expect(parseMemory('512M')).toBe(512n * 1024n * 1024n);
    expect(parseMemory('1048576')).toBe(1048576n);
    expect(parseMemory('infinity')).toBe(2n ** 64n - 1n);
  });

  it.each(['', '512', '1K', '0', '-1M', '1.5G', '512MB', '512m', ' 1G', '1G\n', '9999999999999T', '0x10M', '1e9'])(
    'is refused as %j',
    text => {
      expect(() => parseMemory(text)).toThrow('memory_max');
    },
  );

  it('survives being written and read again', () => {
    fc.assert(
      fc.property(fc.bigInt({ min: 1n << 20n, max: (1n << 62n) - 1n }), bytes => {
        // systemd rounds down to whole pages, and more than fifteen digits are never written
        const whole = (bytes >> 40n) << 40n || (bytes >> 12n) << 12n;
        expect(parseMemory(memoryText(whole))).toBe(whole);
      }),
    );
  });
});
