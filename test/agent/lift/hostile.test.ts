import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseShell } from '../../../agent/lift/parse.js';
import { lift } from './rows.js';

const PIECES = [
  '(',
  ')',
  '$(',
  '`',
  '{ ',
  '}',
  '"',
  "'",
  '"$(',
  '<<a\n',
  '${',
  '[[ ',
  '$((',
  '))',
  'if ',
  'then ',
  'fi ',
  'a;',
  'a|',
  'a&&',

  '<(',
  '{a,',
  '*',
  '\\',
  'case a in a) ',
  'esac ',
  'f() {',
  '! ',
  '<<a ',
  '"${x:-',
  '((',
  '@(',
  "$'",
  'a=(',
  '[',
  '${x/',
  '`\\`',

  'eval "',
  'x=$(',
  ' ',
  '\n',
  '>',
  '>>',
  '&',
  '|',
  '#',
  '~',
  '=',
  '2>&1',
  '<<<',
  'do ',
  'done ',
  'for i in ',
  'sudo ',
  'rm ',
];
const LONGEST_MS = 4000;

async function timed(text: string): Promise<number> {
  const from = performance.now();
  await lift(text);
  return performance.now() - from;
}

describe('hostile text', () => {
  it.each(PIECES)('%j over and over ends soon', async piece => {
    expect(await timed(piece.repeat(Math.floor(16_384 / piece.length)))).toBeLessThan(LONGEST_MS);
    expect(await timed(piece.repeat(30))).toBeLessThan(LONGEST_MS);
  });

  it('of any pieces ends soon, as parts or as a problem', async () => {
    const text = fc.array(fc.constantFrom(...PIECES), { maxLength: 400 }).map(pieces => pieces.join(''));
    await fc.assert(
      fc.asyncProperty(text, async one => {
        expect(await timed(one)).toBeLessThan(LONGEST_MS);
      }),
      { numRuns: 400 },
    );
  });

  it.each([
    ['a'.repeat(16_385), 'longer than'],
    ['', 'empty'],
    ['  \n', 'empty'],
    ['echo \u0000', 'control character'],
    ['echo \u001b[31m', 'control character'],
    ['ls\r\n', 'control character'],
    ['echo \ud800', 'not well formed'],
    ['$('.repeat(40) + 'ls' + ')'.repeat(40), 'nested too deeply'],
    ['f() {'.repeat(3000), 'nested too deeply'],
    ['echo "open', 'not shell'],
    ['cat > x <<EOF\nno end', 'never ends with EOF'],
    ['echo $(ls', 'not shell'],
    ['if true; then ls', 'not shell'],
    ['ls; fi', 'not shell'],
    ['ls )', 'not shell'],
    ['echo $(if)', 'not shell'],
    ['a; '.repeat(5000), 'too many parts'],
  ])('%.40j is a problem in words', async (text, problem) => {
    expect(await parseShell(text)).toEqual({ problem: expect.stringContaining(problem) as unknown });
  });

  it('becomes no more than so many parts', async () => {
    expect(await lift('true; '.repeat(200))).toMatchObject([{ kind: 'rest', why: 'the text has too many parts' }]);
    expect((await lift(`kill ${Array.from({ length: 100 }, (_, i) => i + 2).join(' ')}`)).length).toBe(1);
  });
});
