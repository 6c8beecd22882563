import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { APT } from '../../../../../helper/system/packages/apt/apt-system.js';
import { isComplete, parseAbbreviation, parseWord } from '../../../../../helper/system/packages/apt/dpkg-status.js';
import { detectPackageSystem } from '../../../../../helper/system/packages/detection/detect.js';

const other = { ...APT, name: 'other', program: '/usr/bin/other' };

describe('choice of the package system', () => {
  it('takes the first whose program is there, and the first of all where none is', () => {
    expect(detectPackageSystem([APT, other], path => path === other.program)).toBe(other);
    expect(detectPackageSystem([other, APT], () => true)).toBe(other);
    expect(detectPackageSystem([APT, other], () => false)).toBe(APT);
  });

  it('is made in one place: nothing else outside the folder of apt imports from it, nor names dpkg', () => {
    const files = readdirSync('helper', { recursive: true, encoding: 'utf8' }).filter(
      path => path.endsWith('.ts') && !path.endsWith('.plan.ts') && !path.startsWith('system/packages/apt/'),
    );
    expect(files.length).toBeGreaterThan(100);
    const naming = files.filter(path => /\/apt\/|dpkg/.test(readFileSync(`helper/${path}`, 'utf8')));
    expect(naming).toEqual(['system/packages/detection/detect.ts']);
  });
});

describe('states of dpkg', () => {
  it.each([
    ['ii ', 'installed', true],
    ['hi ', 'installed', true],
    ['ri ', 'installed', false],
    ['iiR', 'installed', false],
    ['rc ', 'config-files', false],
    ['iH ', 'half-installed', false],
    ['iU ', 'unpacked', false],
    ['iF ', 'half-configured', false],
    ['iW ', 'triggers-awaited', false],
    ['it ', 'triggers-pending', false],
    ['pn ', 'not-installed', false],
    ['i? ', 'unknown', false],
    ['', 'unknown', false],
  ] as const)('reads %o as %s', (text, status, complete) => {
    expect([parseAbbreviation(text), isComplete(text)]).toEqual([status, complete]);
  });

  it('takes the words of the database as they are, and no other', () => {
    expect(['triggers-pending', 'installed', 'INSTALLED', ''].map(parseWord)).toEqual([
      'triggers-pending',
      'installed',
      'unknown',
      'unknown',
    ]);
  });
});
