import { execFileSync } from 'node:child_process';
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { scriptWord, shellWord } from '../../interfaces/shell-word.js';

const read = (shell: string, word: string) => execFileSync(shell, ['-c', `printf %s ${word}`], { encoding: 'utf8' });

it('a word of a script is read back by any shell as it was', () => {
  const text = fc.string({ unit: 'grapheme', minLength: 1, maxLength: 20 }).filter(one => !one.includes('\0'));
  const same = fc.property(text, one => {
    expect(read('/bin/sh', scriptWord(one))).toBe(one);
  });
  fc.assert(same, { numRuns: 50 });
});

it.each([
  ['/srv/my files/a.txt', `'/srv/my files/a.txt'`],
  [`it's $HOME`, String.raw`'it'\''s $HOME'`],
  ['plain.service', 'plain.service'],
  ['', `''`],
  ['a\u202eb\nc\x1b[31m', String.raw`$'a\xe2\x80\xaeb\x0ac\x1b\x5b31m'`],
])('a word to be copied, of %j', (text, word) => {
  expect(shellWord(text)).toBe(word);
  expect(read('/bin/bash', word)).toBe(text);
});
