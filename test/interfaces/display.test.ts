import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { display, displayText, isDisplayed, isPlain } from '../../interfaces/display.js';
import { attack } from '../attack/attack.js';

describe('display', () => {
  it.each([
    ['/etc/motd', '/etc/motd'],
    ['a\nPassword: ', 'a\\x0aPassword:\\x20'],
    ['\u001b[2J', '\\x1b[2J'],
    ['/etc/\u202etxt.wodahs', '/etc/\\u{202e}txt.wodahs'],
    ['<b>x</b>', '\\x3cb\\x3ex\\x3c/b\\x3e'],
    ['$(path)', '\\x24(path)'],
    ['"quoted"\\', '\\x22quoted\\x22\\x5c'],
    ['a\u200bb', 'a\\u{200b}b'],
    ['p\u0430ypal', 'p\\u{430}ypal'],
  ])('makes %j harmless', (hostile, shown) => {
    expect(display(hostile)).toBe(shown);
  });

  it.each([
    ['a letter that looks like one of ascii', 'p\u0251ssword', 'p\\u{251}ssword'],
    ['a letter that looks like a quote', 'old\u02bc \ua78c/x', 'old\\u{2bc} \\u{a78c}/x'],
    ['a mark that strikes a letter through', 'a\u0338b', 'a\\u{338}b'],
    ['a mark on what is no letter', "'\u0301'", "'\\u{301}'"],
    ['a fourth mark on one letter', 'ที่่่', 'ที่่\\u{e48}'],
    ['a run of spaces', 'a   b', 'a \\x20\\x20b'],
    ['spaces at both ends', ' a ', '\\x20a\\x20'],
    ['full-width letters', 'ｒｍ', '\\u{ff52}\\u{ff4d}'],
  ])('escapes %s', (_, hostile, shown) => {
    expect(display(hostile)).toBe(shown);
  });

  attack(
    'a name that reads like another one of ascii stands in a prompt as it is',
    { without: 'each was shown raw: сору like copy, ορε like ope, v1০ like v10', tries: 9 },
    () => {
      const names = ['сору', 'есх.d', 'ορε', 'օս', '\u10ff', 'v1\u09e6', '2\u096626', '1\u0e50', 'data\uff11'];
      for (const name of names) expect(display(`/srv/${name}`), name).toMatch(/^[\x20-\x7e]+$/);
      expect(display('\u13a2\u13a0')).toBe('\\u{13a2}\\u{13a0}');
    },
  );

  it('draws no text over the lines above it', () => {
    expect(displayText(`a${'\u0301'.repeat(9)}`)).toBe(`á${'\u0301'.repeat(3)}${'\\u{301}'.repeat(5)}`);
  });

  it.each(['ışık', 'Đặng Việt', 'naïve', 'Ștefan', 'lǜsè', 'データ', '２０２６年', 'में'])('leaves %s as it is', name => {
    expect(display(name)).toBe(name);
  });

  it('escapes a letter with more marks than any language has, whose order would take the square of their number', () => {
    const marks = '\u0301\u0316'.repeat(16);
    expect(display(`a${marks}`)).toBe(`a${'\\u{301}\\u{316}'.repeat(16)}`);
    expect(display(`а${marks}/б`)).toMatch(/^\\u\{430\}.*\/б$/);
    expect(display(`e\u0301`)).toBe('é');
  });

  it.each([
    'Отчёт-final.txt',
    'café',
    '日本語ノート.md',
    'Ελληνικά',
    'ไทย',
    'résumé 2026.pdf',
    'हिन्दी',
    'Отчёт о работе 2',
    'ગુજરાતી',
  ])('lets %s through', name => {
    expect(display(name)).toBe(name.normalize('NFC'));
    expect(isPlain(name.normalize('NFC'))).toBe(true);
  });

  it('judges each path component by itself', () => {
    expect(display('Отчёт/Ελληνικά/x')).toBe('Отчёт/Ελληνικά/x');
    expect(display('ОтчётΕλληνικά')).not.toContain('Ε');
  });

  it('escapes what is written from right to left', () => {
    expect(display('שלום')).toMatch(/^(\\u\{5[0-9a-f]{2}\})+$/);
  });

  it('never lets a control, a line break, markup or an invisible character out', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), value => {
        expect(display(value)).not.toMatch(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}<>&$"\p{Bidi_Control}]/u);
      }),
    );
  });

  it('is known to be displayed, alone and inside of a text', () => {
    const unit = fc.oneof(
      fc.string({ unit: 'binary' }),
      fc.constantFrom('й', 'ก', 'ื่', '\u0301', 'ɑ', ' ', 'é', 'x', '日', '/'),
    );
    fc.assert(
      fc.property(fc.array(unit), parts => {
        const shown = display(parts.join(''));
        expect(isDisplayed(shown)).toBe(true);
        expect(isDisplayed(`write ${shown} as 日本語 ไทย`)).toBe(true);
      }),
    );
    for (const raw of ['a\nb', 'a\\b', 'ɡ', '“']) expect(isDisplayed(raw)).toBe(false);
  });

  it('cuts nothing', () => {
    expect(display('x'.repeat(5000))).toHaveLength(5000);
  });

  it('keeps lines and tabs of a text, and nothing else that moves the cursor', () => {
    expect(displayText('a\tb\n\u001b[8m<x> & "$y"\r')).toBe('a\tb\n\\x1b[8m<x> & "$y"\\x0d');
  });

  it('keeps the boxes, dashes and quotes of a text', () => {
    const text = '└─sda1  8:1 … — “ja” ，。 €';
    expect(displayText(text)).toBe(text);
    expect(display('└─')).toBe('\\u{2514}\\u{2500}');
  });

  it('never lets a control or an invisible character into a text', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), value => {
        expect(displayText(value)).not.toMatch(/[^\P{Cc}\n\t]|[\p{Cf}\p{Zl}\p{Zp}\p{Bidi_Control}]/u);
      }),
    );
  });
});
