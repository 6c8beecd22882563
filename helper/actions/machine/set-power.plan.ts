import type { ActionPlanning } from '../../../interfaces/planning.js';
import type { LiftingInput, Operand, OptionRule } from '../../../interfaces/lifting.js';

export const planning: ActionPlanning = {
  examples: [
    { request: 'restart the computer at 23:30', steps: [{ verb: 'reboot', clock: '23:30' }] },
    { request: 'go to sleep', steps: [{ verb: 'suspend' }] },
    { request: 'कंप्यूटर को 10 मिनट में बंद करना', steps: [{ verb: 'power_off', minutes: 10 }] },
    { request: 'doch nicht neu starten', steps: [{ verb: 'cancel' }] },
  ],
  unlisted: true,
};

// programs that hold the machine up are heard
const HELD: OptionRule = { refuse: 'it would pass over programs that hold the machine up' };
const QUIET = { '--no-wall': 'ignored', '--no-ask-password': 'ignored', '-q': 'ignored' } as const;
const SYSTEMCTL = { ...QUIET, '-i': HELD, '--ignore-inhibitors': HELD };

const TIMES: Readonly<Record<string, Operand>> = {
  now: { ignored: 'now|\\+0' },
  minutes: { param: 'minutes', readings: [{ match: '\\+?(\\d{1,5})', value: '$1' }] },
  clock: {
    param: 'clock',
    readings: [
      { match: '(\\d{2}:\\d{2})', value: '$1' },
      { match: '(\\d:\\d{2})', value: '0$1' },
    ],
  },
};
const ANY_WORDS: Operand = { ignored: '[^+-].*', optional: true };
const ENDS = { reboot: ['-r', '--reboot'], power_off: ['-h', '-P', '--poweroff'] } as const;

export const lifting: LiftingInput = {
  action: 'set_power',
  forms: [
    ...Object.entries({ reboot: 'reboot', power_off: 'poweroff', suspend: 'suspend', hibernate: 'hibernate' }).map(
      ([verb, word]) => ({
        id: `systemctl-${word}`,
        programs: ['systemctl'],
        options: SYSTEMCTL,
        operands: [word],
        set: { verb },
      }),
    ),
    { id: 'reboot', programs: ['reboot'], options: QUIET, operands: [], set: { verb: 'reboot' } },
    { id: 'poweroff', programs: ['poweroff'], options: QUIET, operands: [], set: { verb: 'power_off' } },
    ...Object.entries(ENDS).flatMap(([verb, names]) =>
      Object.entries(TIMES).map(([time, operand]) => ({
        id: `shutdown-${verb}-${time}`,
        programs: ['shutdown'],
        options: { ...QUIET, ...Object.fromEntries(names.map(name => [name, 'ignored' as const])) },
        // without an option it switches off
        ...(verb === 'reboot' && { needs: [[...names]] }),
        operands: [operand, ANY_WORDS],
        set: { verb },
      })),
    ),
    ...Object.entries(ENDS).map(([verb, names]) => ({
      id: `shutdown-${verb}-soon`,
      programs: ['shutdown'],
      options: Object.fromEntries(names.map(name => [name, 'ignored' as const])),
      ...(verb === 'reboot' && { needs: [[...names]] }),
      operands: [],
      set: { verb, minutes: 1 },
    })),
    {
      id: 'shutdown-cancel',
      programs: ['shutdown'],
      options: { ...QUIET, '-c': 'ignored' },
      needs: [['-c']],
      operands: [ANY_WORDS],
      set: { verb: 'cancel' },
    },
  ],
};
