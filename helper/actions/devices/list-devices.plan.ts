import type { ActionPlanning } from '../../../interfaces/planning.js';
import type { LiftingInput } from '../../../interfaces/lifting.js';

export const planning: ActionPlanning = {
  examples: [{ request: 'which disks are there?', steps: [{ action: 'list_devices', kind: 'disk' }] }],
};

export const lifting: LiftingInput = {
  action: 'list_devices',
  forms: [
    {
      id: 'lsblk-disks',
      programs: ['lsblk'],
      options: { '-d': 'ignored', '--nodeps': 'ignored' },
      needs: [['-d', '--nodeps']],
      set: { kind: 'disk' },
    },
    {
      id: 'xrandr-monitors',
      programs: ['xrandr'],
      options: {
        '--listmonitors': 'ignored',
        '--listactivemonitors': 'ignored',
        '--query': 'ignored',
        '-q': 'ignored',
        '--current': 'ignored',
      },
      set: { kind: 'monitor' },
    },
    {
      id: 'xinput-list',
      programs: ['xinput'],
      operands: [{ ignored: 'list', optional: true }],
      set: { kind: 'pointer' },
    },
  ],
};
