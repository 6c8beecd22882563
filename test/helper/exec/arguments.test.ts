import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { checkConfinedArguments, foreignChecks, matchingForms } from '../../../helper/exec/arguments.js';
import type { ConfinedProgram, RootProgram } from '../../../helper/config/schema.js';
import { planExec } from '../../../helper/exec/choose-tier.js';
import { settingsPiece } from '../../../helper/config/schema.js';
import { attack } from '../../attack/attack.js';
import { BOUNDS, contextOf } from '../actions/call-action.js';
import { NO_UNITS } from '../actions/no-units.js';

const program: RootProgram = {
  path: '/usr/bin/tool',
  enabled: true,
  forms: [
    {
      words: ['show'],
      options: { '--lines': 'integer', '-n': 'integer', '--quiet': 'flag' },
      operands: 'unit',
      max_operands: 2,
      foreign: ['org.example.show'],
    },
    { words: ['list', 'all'], options: {}, max_operands: 0, foreign: [] },
  ],
};

describe('arguments as root', () => {
  it.each([
    [['show']],
    [['show', '--lines=5', '--quiet', '--', 'a.service', 'b.timer']],
    [['show', '-n', '5']],
    [['list', 'all']],
  ])('lets %j through', words => {
    expect(matchingForms(['tool', ...words], program)).not.toEqual([]);
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
    expect(matchingForms(['tool', ...words], program)).toEqual([]);
  });

  it('lets nothing through that holds a word nobody listed', () => {
    const known =
      /^(show|list|all|--quiet|--lines=\d{1,10}|-n|\d{1,10}|--|[A-Za-z0-9][A-Za-z0-9:_.@-]*\.(service|socket|timer|path))$/;
    const word = fc.oneof(fc.string(), fc.constantFrom('show', '--', '--quiet', '-n', '5', '--lines=5', 'a.service'));
    fc.assert(
      fc.property(fc.array(word, { maxLength: 6 }), words => {
        if (matchingForms(['tool', ...words], program).length > 0)
          expect(words.every(given => known.test(given))).toBe(true);
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

// each as its program asks the service behind it, and what that service checks of who asks
const BEHIND: readonly (readonly [readonly string[], readonly string[]])[] = [
  [['timedatectl', 'set-timezone', '--', 'Europe/Paris'], ['org.freedesktop.timedate1.set-timezone']],
  [['timedatectl', 'set-ntp', 'false'], ['org.freedesktop.timedate1.set-ntp']],
  [['systemctl', 'daemon-reload'], ['org.freedesktop.systemd1.reload-daemon']],
  [['systemctl', 'reset-failed', '--', 'a.service'], ['org.freedesktop.systemd1.manage-units']],
  [
    ['hostnamectl', 'set-hostname', '--', 'box'],
    ['hostname', 'static-hostname', 'machine-info'].map(name => `org.freedesktop.hostname1.set-${name}`),
  ],
];

describe('a program of root that asks another service', () => {
  attack(
    "is a way round that service's no to who calls",
    {
      without: 'with the checks of the forms left out the service behind was asked nothing about the caller',
      tries: BEHIND.length,
    },
    () => {
      for (const [argv, ids] of BEHIND) {
        const { foreign } = planExec({ argv, user: 'root' }, contextOf(NO_UNITS));
        expect(foreign.map(({ actionId }) => actionId)).toEqual(ids);
      }
    },
  );

  it('is told unit and verb, as the service tells them to rules', () => {
    const forms = BOUNDS.rootPrograms.get('systemctl')?.forms ?? [];
    const details = foreignChecks(['systemctl', 'reset-failed', '--', 'a.service', 'b.service'], forms.slice(1));
    expect(details.map(check => check.details)).toEqual([
      { unit: 'a.service', verb: 'reset-failed' },
      { unit: 'b.service', verb: 'reset-failed' },
    ]);
  });

  it('cannot be listed without saying which, not even that it is none', () => {
    const listed = (form: object) => settingsPiece.safeParse({ root_programs: { tool: { forms: [form] } } }).success;
    expect([listed({ words: ['x'] }), listed({ words: ['x'], foreign: [] })]).toEqual([false, true]);
    expect(listed({ foreign: ['not an id'] })).toBe(false);
  });
});
