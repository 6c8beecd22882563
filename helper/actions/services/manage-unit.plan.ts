import type { ActionPlanning } from '../../../interfaces/planning.js';
import type { LiftingInput } from '../../../interfaces/lifting.js';

export const planning: ActionPlanning = {
  examples: [
    { request: 'restart nginx.service', steps: [{ action: 'manage_unit', unit: 'nginx.service', verb: 'restart' }] },
  ],
};

// they say how systemctl talks and waits, not what it does
const QUIET = {
  '-q': 'ignored',
  '--quiet': 'ignored',
  '--no-pager': 'ignored',
  '--no-ask-password': 'ignored',
  '--no-block': 'ignored',
  '--system': 'ignored',
} as const;

const VERBS = ['start', 'stop', 'restart', 'reload', 'enable', 'disable', 'mask', 'unmask'];
const verb = (names: readonly string[]) => ({
  param: 'verb',
  readings: names.map(name => ({ match: name, value: name })),
});
const NOW = { '--now': 'ignored' } as const;

export const lifting: LiftingInput = {
  action: 'manage_unit',
  forms: [
    {
      id: 'systemctl-verb',
      programs: ['systemctl'],
      options: QUIET,
      operands: [verb(VERBS), { param: 'unit', many: 'each' }],
    },
    ...[
      { name: 'enable', also: 'start' },
      { name: 'disable', also: 'stop' },
      { name: 'mask', also: 'stop' },
    ].map(({ name, also }) => ({
      id: `systemctl-${name}-now`,
      programs: ['systemctl'],
      options: { ...QUIET, ...NOW },
      needs: [['--now']],
      operands: [name, { param: 'unit', many: 'each' as const }],
      set: [{ verb: name }, { verb: also }],
    })),
    {
      id: 'service-verb',
      programs: ['service', 'invoke-rc.d'],
      operands: [{ param: 'unit' }, verb(['start', 'stop', 'restart', 'reload'])],
    },
    {
      id: 'update-rc.d',
      programs: ['update-rc.d'],
      operands: [{ param: 'unit' }, verb(['enable', 'disable'])],
    },
  ],
};
