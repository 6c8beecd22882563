import { describe, expect, it } from 'vitest';
import { findGuesses, findSplit } from '../../../agent/draft/grounding.js';
import type { Part } from '../../../agent/lift/part.js';
import { CONTEXT } from '../lift/rows.js';

const step = (values: Readonly<Record<string, unknown>>): Part => ({
  kind: 'step',
  source: '',
  step: { action: 'delete_files', ...values },
  why: '',
  notes: [],
});
const guesses = (value: string, said: string): string[] =>
  findGuesses([step({ paths: [value] })], said, CONTEXT.catalog).map(guess => guess.value);

describe('a value that the person said', () => {
  it.each([
    ['/home/a/backup.sh', 'delete run_backup.sh'],
    ['/home/a/report', 'delete report.pdf'],
    ['/home/a/log', 'delete log2'],
    ['/home/a/a.txt', 'delete data.txt'],
    ['/home/a/txt', 'delete data.txt'],
  ])('is not %s where a part of a longer name was said: %s', (value, said) => {
    expect(guesses(value, said)).toEqual([value]);
  });

  it.each([
    ['/home/a/backup.sh', 'delete backup.sh.'],
    ['/home/a/backup.sh', 'delete ~/backup.sh, please'],
    ['/home/a/draft', 'delete my drafts'],
    ['/home/a/eski.txt', "eski.txt'yi sil"],
    ['/home/a/旧.txt', '删除旧.txt'],
    ['/home/a/photos', 'lösche den photos-Ordner'],
  ])('is %s, with an ending or a sign behind it: %s', (value, said) => {
    expect(guesses(value, said)).toEqual([]);
  });
});

describe('a name in quotes', () => {
  it('is found where a space made two names of it', () => {
    const parts = [step({ path: '/home/a/tax' }), step({ path: '/home/a/2024' })];
    expect(findSplit("make a folder named 'tax 2024'", parts)).toEqual(['tax 2024']);
    expect(findSplit('lege „tax 2024“ an', parts)).toEqual(['tax 2024']);
  });

  it('is not found where it is whole, or was said in other words', () => {
    expect(findSplit("make 'tax 2024'", [step({ path: '/home/a/tax 2024' })])).toEqual([]);
    expect(findSplit('install "GNU Image Manipulation Program"', [step({ packages: ['gimp'] })])).toEqual([]);
    expect(findSplit("bob's and eve's", [step({ paths: ['s', 'and', 'eve'] })])).toEqual([]);
  });
});
