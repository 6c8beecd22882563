import type { ActionPlanning } from '../../../interfaces/planning.js';
import type { LiftingInput } from '../../../interfaces/lifting.js';

export const planning: ActionPlanning = {
  examples: [
    { request: 'keep the clock right by itself', steps: [{ on: true }] },
    { request: 'die uhr soll sich nicht mehr über das netz stellen', steps: [{ on: false }] },
  ],
  unlisted: true,
};

export const lifting: LiftingInput = {
  action: 'set_clock_sync',
  forms: [
    {
      id: 'timedatectl-ntp',
      programs: ['timedatectl'],
      options: { '--no-ask-password': 'ignored', '--no-pager': 'ignored' },
      operands: [
        'set-ntp',
        {
          param: 'on',
          readings: [
            { match: 'true|yes|on|1|y', value: true },
            { match: 'false|no|off|0|n', value: false },
          ],
        },
      ],
    },
  ],
};
