import type { LiftingInput } from '../../../interfaces/planning.js';

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
            MemoryMax: {
              param: 'memory_max',
              readings: [
                { match: '(\\d+[KMGT]?|infinity)', value: '$1' },
                { match: '', value: 'infinity' },
              ],
            },
            TasksMax: { param: 'tasks_max', readings: [{ match: '(\\d+)', value: '$1' }, ...unlimited] },
          },
        },
      ],
    },
  ],
};
