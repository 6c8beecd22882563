import type { ActionPlanning } from '../../../interfaces/planning.js';
import type { LiftingInput } from '../../../interfaces/lifting.js';

const CORE = '(?:core|cpu|processor)s?';
const shares = { 'half an?': 50, 'half of an?': 50, 'a quarter of an?': 25, 'one and a half': 150 };
const cores = { '(?:one|a|a single|1)': 100, '(?:two|2)': 200, '(?:three|3)': 300, '(?:four|4)': 400 };
const letters = { K: 'k|ki?b|kilobytes?', M: 'm|mi?b|megabytes?', G: 'g|gi?b|gigs?|gigabytes?' };

/** how people say limits: `half a core` is 50 percent, `512 MB` is `512M` */
const LIMITS_IN_WORDS = [
  ...Object.entries({ ...shares, ...cores }).map(([said, percent]) => ({
    param: 'cpu_percent',
    said: `(?<!(?:half|of|and) |\\p{L})${said} ${CORE}\\b`,
    value: String(percent),
  })),
  ...Object.entries(letters).map(([letter, said]) => ({
    param: 'memory_max',
    said: `\\b(\\d+) ?(?:${said})\\b`,
    value: `$1${letter}`,
  })),
  { param: 'memory_max', said: 'half an? gig', value: '512M' },
  { param: 'memory_max', said: '(?<!half )\\b(?:one|a) gig', value: '1G' },
  { param: 'memory_max', said: 'two gig', value: '2G' },
  { param: 'memory_max', said: '\\b(?:no|remove|lift|drop|take away|infinity|as much)\\b', value: 'infinity' },
  { param: 'cpu_percent', said: '\\b(?:no|remove|lift|drop)\\b.*\\blimit', value: '0' },
];

export const planning: ActionPlanning = {
  examples: [
    {
      request: 'give redis.service at most 512M of memory',
      steps: [{ action: 'set_unit_limits', unit: 'redis.service', memory_max: '512M' }],
    },
  ],
  implied: LIMITS_IN_WORDS,
};

const memory = {
  param: 'memory_max',
  readings: [
    { match: '(\\d+[KMGT]?|infinity)', value: '$1' },
    { match: '', value: 'infinity' },
  ],
};

const unlimited = [
  { match: '', value: 0 },
  { match: 'infinity', value: 0 },
];

export const lifting: LiftingInput = {
  action: 'set_unit_limits',
  forms: [
    {
      id: 'systemctl-set-property',
      programs: ['systemctl'],
      options: { '--no-pager': 'ignored', '--no-ask-password': 'ignored', '--system': 'ignored' },
      operands: [
        'set-property',
        { param: 'unit' },
        {
          named: {
            CPUQuota: { param: 'cpu_percent', readings: [{ match: '(\\d{1,6})%', value: '$1' }, ...unlimited] },
            MemoryMax: memory,
            // the name of control groups version 1; systemd takes it for the same
            MemoryLimit: memory,
            TasksMax: { param: 'tasks_max', readings: [{ match: '(\\d+)', value: '$1' }, ...unlimited] },
          },
        },
      ],
    },
  ],
};
