import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { checkConfinedArguments, matchesForm } from '../../../helper/exec/arguments.js';
import type { ConfinedProgram, RootProgram } from '../../../helper/config/schema.js';
import { BOUNDS } from '../actions/call-action.js';

const program: RootProgram = {
  path: '/usr/bin/tool',
  enabled: true,
  forms: [
    {
      words: ['show'],
      options: { '--lines': 'integer', '-n': 'integer', '--quiet': 'flag' },
      operands: 'unit',
      max_operands: 2,
    },
    { words: ['list', 'all'], options: {}, max_operands: 0 },
  ],
};

describe('arguments as root', () => {
  it.each([
    [['show']],
    [['show', '--lines=5', '--quiet', '--', 'a.service', 'b.timer']],
    [['show', '-n', '5']],
    [['list', 'all']],
  ])('lets %j through', words => {
    expect(matchesForm(['tool', ...words], program)).toBe(true);
  });

  it.each([
    [[]],
    [['list']],
    [['list', 'all', 'more']],
    [['show', '--lin=5']],
    [['show', '--lines', '5']],
    [['show', '--lines=5; reboot']],
    [['show', '--lines=']],
    [['show', '--quiet=yes']],
    [['show', '-n5']],
    [['show', '-nq']],
    [['show', 'a.service']],
    [['show', '--', 'a.service', 'b.service', 'c.service']],
    [['show', '--', '-a.service']],
    [['show', '--', '../a.service']],
    [['show', '--', 'a.service', '--', 'b.service']],
    [['show', '--', 'a.mount']],
    [['--lines=5', 'show']],
    [['show', '__proto__']],
    [['show', '--constructor=5']],
  ])('refuses %j', words => {
    expect(matchesForm(['tool', ...words], program)).toBe(false);
  });

  it('lets nothing through that holds a word nobody listed', () => {
    const known =
      /^(show|list|all|--quiet|--lines=\d{1,10}|-n|\d{1,10}|--|[A-Za-z0-9][A-Za-z0-9:_.@-]*\.(service|socket|timer|path))$/;
    const word = fc.oneof(fc.string(), fc.constantFrom('show', '--', '--quiet', '-n', '5', '--lines=5', 'a.service'));
    fc.assert(
      fc.property(fc.array(word, { maxLength: 6 }), words => {
        if (matchesForm(['tool', ...words], program)) expect(words.every(given => known.test(given))).toBe(true);
      }),
      { numRuns: 2000 },
    );
  });
});

describe('arguments of confined programs', () => {
  const listed = (name: string): ConfinedProgram => {
    const found = BOUNDS.programs.get(name);
    if (!found) throw new Error(`${name} is not listed`);
    return found;
  };

  it.each([
    [['find', '/', '-delete']],
    [['find', '/', '-exec', 'rm', '{}', ';']],
    [['sort', '-o', 'x', 'x']],
    [['sort', '-ox', 'x']],
    [['sort', '--output=x']],
    [['date', '--set=12:00']],
    [['tail', '-f', '/x']],
  ])('refuses %j early', argv => {
    expect(() => checkConfinedArguments(argv, listed(argv[0] ?? ''))).toThrow(/does more than read/);
  });

  it('leaves the rest to the cage', () => {
    expect(() => checkConfinedArguments(['find', '/', '-name', '-execute'], listed('find'))).not.toThrow();
    expect(() => checkConfinedArguments(['sort', '--reverse'], listed('sort'))).not.toThrow();
  });
});
