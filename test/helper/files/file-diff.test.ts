import { expect } from 'vitest';
import { attack } from '../../attack/attack.js';
import { buildDiff } from '../../../helper/files/file-diff.js';

const CLOSE = 'a\nb\nc\n';

attack(
  'a write of other content of the same size keeps the one thread comparing',
  {
    without:
      'with 5,000 edits and no bound on lines 240 kB took 105 seconds without the compiler, then the heap was full',
    tries: 3,
  },
  () => {
    const lines = (count: number, of: (at: number) => number) =>
      Buffer.from(Array.from({ length: count }, (_, at) => `${of(at)}\n`).join(''));
    expect(buildDiff('/f', Buffer.from(CLOSE), Buffer.from('a\nx\nc\n'))).toContain('-b\n+x');
    // many short lines are not begun with
    expect(
      buildDiff(
        '/f',
        lines(120_000, at => at % 10),
        lines(120_000, at => (at * 7 + Math.floor(at / 13)) % 10),
      ),
    ).toBe('too long to compare here');
    // few lines that have nothing in common are given up
    const [one, other] = [lines(3900, at => at), lines(3900, at => at + 10_000)];
    expect(buildDiff('/f', one, other)).toBe('too different to compare line by line');
  },
);
