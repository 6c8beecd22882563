import type { ActionPlanning } from '../../../interfaces/planning.js';
import type { LiftingInput, OptionRule } from '../../../interfaces/lifting.js';

// `TERM` leaves the ending to the program
const AT_ONCE = [
  'kill|sigkill|forc|immediately|at once|hard|brutal',
  'abschieß|abschiess|abschuss|schieß|töte|abwürg|gewaltsam|erzwing|sofort|hart',
  'tue|tuer|immédiatement|brutal',
  'mata|fuerza|forza|uccid|inmediat',
  'убей|убить|принуд|немедленно|силой',
  'zabij|doodmaak|dood',
].join('|');

export const planning: ActionPlanning = {
  examples: [
    { request: 'end process 4242', steps: [{ action: 'signal_process', pid: 4242, signal: 'TERM' }] },
    { request: 'process 86 ignores me, kill it', steps: [{ action: 'signal_process', pid: 86, signal: 'KILL' }] },
  ],
  asked: [
    {
      param: 'signal',
      value: 'KILL',
      said: `(?<!\\p{L})(?:${AT_ONCE})|(?<!\\S)-?9(?!\\S)|杀|强制|強制|立即`,
      otherwise: 'TERM',
    },
  ],
};

const SIGNALS = { HUP: 1, INT: 2, KILL: 9, USR1: 10, USR2: 12, TERM: 15, CONT: 18, STOP: 19 };
const named = Object.entries(SIGNALS);
const readings = named.map(([name, number]) => ({ match: `(?:SIG)?${name}|${number}`, value: name }));

// `-9`, `-KILL`, `-SIGKILL`, `-s KILL`
const flags: Record<string, OptionRule> = Object.fromEntries(
  named.flatMap(([name, number]) =>
    [`-${number}`, `-${name}`, `-SIG${name}`].map(flag => [flag, { set: { signal: name } }]),
  ),
);
const valued = (...names: readonly string[]) =>
  Object.fromEntries(names.map(name => [name, { param: 'signal', readings }]));

type Form = NonNullable<LiftingInput['forms']>[number];

// with a signal that is named, and without one
function both(form: Form, signals: Record<string, OptionRule>): Form[] {
  const { id, needs = [], options = {} } = form;
  return [
    { ...form, id: `${id}-signal`, options: { ...options, ...signals }, needs: [...needs, Object.keys(signals)] },
    { ...form, set: { signal: 'TERM' } },
  ];
}

export const lifting: LiftingInput = {
  action: 'signal_process',
  forms: [
    ...both(
      {
        id: 'kill',
        programs: ['kill'],
        operands: [{ param: 'pid', readings: [{ match: '(\\d{1,7})', value: '$1' }], many: 'each' }],
      },
      { ...flags, ...valued('-s', '-n', '--signal') },
    ),
    ...both(
      { id: 'pkill', programs: ['pkill'], operands: [{ param: 'pid', processes: 'pattern' }] },
      { ...flags, ...valued('--signal') },
    ),
    ...both(
      {
        id: 'pkill-exact',
        programs: ['pkill'],
        options: { '-x': 'ignored', '--exact': 'ignored' },
        needs: [['-x', '--exact']],
        operands: [{ param: 'pid', processes: 'name' }],
      },
      { ...flags, ...valued('--signal') },
    ),
    ...both(
      {
        id: 'killall',
        programs: ['killall'],
        options: { '-q': 'ignored', '--quiet': 'ignored', '-v': 'ignored', '--verbose': 'ignored' },
        operands: [{ param: 'pid', processes: 'name' }],
      },
      { ...flags, ...valued('-s', '--signal') },
    ),
  ],
};
