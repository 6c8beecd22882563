import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { StepPart } from '../../../agent/lift/part.js';
import { scriptWord } from '../../../interfaces/shell-word.js';
import { CONTEXT, lift } from './rows.js';

const PROGRAMS = [...new Set(CONTEXT.lifting.flatMap(({ forms }) => forms.flatMap(form => form.programs)))];
const KNOWN = [
  ...new Set(CONTEXT.lifting.flatMap(({ forms }) => forms.flatMap(form => Object.keys(form.options ?? {})))),
];
const LITERALS = [
  ...new Set(
    CONTEXT.lifting.flatMap(({ forms }) =>
      forms.flatMap(({ operands = [] }) =>
        operands.flatMap(operand => {
          if (typeof operand === 'string') return [operand];
          if (!('readings' in operand)) return [];
          return (operand.readings ?? []).map(({ match }) => match).filter(match => /^[a-z-]+$/.test(match));
        }),
      ),
    ),
  ),
];

const word = fc.oneof(
  fc.constantFrom(...KNOWN),
  fc.constantFrom(...LITERALS),
  fc.constantFrom('nginx', 'htop', '42', '50%', '/etc/hosts', 'de', 'firefox', '--', '-', '', '*', '$X', 'a b', 'x=1'),
  fc.stringMatching(/^-{1,2}[a-z]{1,8}(=[a-z0-9]{1,4})?$/),
);
const soup = fc.record({ program: fc.constantFrom(...PROGRAMS), words: fc.array(word, { maxLength: 6 }) });

const spelled = ({ program, words }: { program: string; words: readonly string[] }): string =>
  [program, ...words.map(one => (one === '*' || one === '$X' ? one : scriptWord(one)))].join(' ');

async function steps(shell: string): Promise<StepPart[]> {
  return (await lift(shell)).flatMap(part => (part.kind === 'step' ? [part] : []));
}

// written anew from the manuals of the programs, not from the rules
const PURGES = /^(?:purge|--purge|-P)$/;
const SIGNAL_NUMBERS: Readonly<Record<string, string>> = {
  HUP: '1',
  INT: '2',
  KILL: '9',
  USR1: '10',
  USR2: '12',
  CONT: '18',
  STOP: '19',
};

const POWER: Readonly<Record<string, readonly string[]>> = {
  power_off: ['poweroff', 'shutdown', 'halt'],
  reboot: ['-r', '--reboot'],
  cancel: ['-c'],
};
const SAID: Readonly<Record<string, RegExp>> = {
  take_out: /^(?:deluser|-d|--delete|-r|--remove|-rG)$/,
  unlock: /^(?:-U|-u|--unlock)$/,
  administrator: /(?:sudo|wheel)$/,
  home_files: /^(?:userdel|deluser)$/,
};
const NAMED = ['unit', 'user', 'group', 'zone', 'hostname'];

function names(words: readonly string[], text: string): boolean {
  return words.some(one => one === text || one.endsWith(`=${text}`) || (one.startsWith('-') && one.endsWith(text)));
}

/** effects of a step that its command does not name */
function unnamed({ step }: StepPart, words: readonly string[]): string[] {
  const problems: string[] = [];
  const check = (key: string, holds: boolean): void => void (holds || problems.push(`${step.action}.${key}`));
  for (const [key, value] of Object.entries(step)) {
    if (key === 'verb') {
      const said = words.includes(String(value)) || POWER[String(value)]?.some(word => words.includes(word)) === true;
      check(key, said || (words.includes('--now') && String(value).startsWith('st')));
    }
    const said = SAID[key];
    if (said !== undefined)
      check(
        key,
        words.some(one => said.test(one)),
      );
    if (NAMED.includes(key)) check(key, names(words, String(value)));
    if (key === 'packages' && Array.isArray(value))
      check(
        key,
        value.every(name => words.includes(String(name))),
      );
    if (key === 'purge')
      check(
        key,
        words.some(one => PURGES.test(one)),
      );
    if (key === 'pid') check(key, words.includes(String(value)) || words.includes('firefox') || words.includes('vlc'));
    if (key === 'signal' && value !== 'TERM') {
      const number = SIGNAL_NUMBERS[String(value)] ?? '';
      check(
        key,
        words.some(
          one => one.includes(String(value)) || one === number || one === `-${number}` || one.endsWith(number),
        ),
      );
    }
    if (key === 'percent')
      check(
        key,
        words.some(one => one.includes(String(value))),
      );
    if (key === 'layout')
      check(
        key,
        words.some(one => one.startsWith(String(value))),
      );
    if (key === 'path')
      check(
        key,
        words.some(one => one !== '' && String(value).endsWith(one.replace(/^.*\//, ''))),
      );
  }
  return problems;
}

describe('a soup of options', () => {
  it('lifts to nothing that the command does not name', async () => {
    let lifted = 0;
    await fc.assert(
      fc.asyncProperty(soup, async one => {
        const shell = spelled(one);
        for (const part of await steps(shell)) {
          lifted++;
          expect({ shell, problems: unnamed(part, [one.program, ...one.words]) }).toEqual({ shell, problems: [] });
        }
      }),
      { numRuns: 4000 },
    );
    // the property says nothing about commands that do not lift
    expect(lifted).toBeGreaterThan(20);
  });

  it('never lifts with an option that no rule knows', async () => {
    const unknown = fc.stringMatching(/^--[a-z]{3,10}$/).filter(option => !KNOWN.includes(option));
    const bases = [
      'systemctl restart nginx',
      'apt install htop',
      'apt purge htop',
      'kill 42',
      'setxkbmap de',
      'touch x',
    ];
    const place = fc.record({ base: fc.constantFrom(...bases), option: unknown, at: fc.nat(2) });
    await fc.assert(
      fc.asyncProperty(place, async ({ base, option, at }) => {
        const words = base.split(' ');
        const shell = words.toSpliced(Math.min(1 + at, words.length), 0, option).join(' ');
        expect((await steps(shell)).map(({ step }) => step)).toEqual([]);
      }),
      { numRuns: 600 },
    );
  });

  it('lifts quoted words exactly as they are', async () => {
    const anything = fc.string({ unit: 'grapheme', maxLength: 40 }).filter(text => !/[\p{Cc}\p{Cs}]/u.test(text));
    await fc.assert(
      fc.asyncProperty(anything, async text => {
        const [part] = await lift(`printf '%s' ${scriptWord(text)} > /tmp/x`);
        expect(part).toMatchObject({ kind: 'step', step: { content: text } });
      }),
      { numRuns: 500 },
    );
  });
});
