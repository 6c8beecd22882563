import type { ActionPlanning } from '../../../interfaces/planning.js';
import type { LiftingInput } from '../../../interfaces/lifting.js';

export const planning: ActionPlanning = {
  examples: [{ request: 'set the brightness to 40 percent', steps: [{ action: 'set_brightness', percent: 40 }] }],
  implied: [
    { param: 'percent', said: 'full|max|as bright as possible|all the way up', value: '100' },
    { param: 'percent', said: '\\b(?:half|medium|middle)\\b', value: '50' },
  ],
};

// an amount more or less than now is none that the action takes, nor is a raw value of the device
const percent = { param: 'percent', readings: [{ match: '(\\d{1,3})%', value: '$1' }] };
const bare = { param: 'percent', readings: [{ match: '(\\d{1,3})(?:\\.0+)?%?', value: '$1' }] };

export const lifting: LiftingInput = {
  action: 'set_brightness',
  forms: [
    {
      id: 'brightnessctl-set',
      programs: ['brightnessctl'],
      options: {
        '-q': 'ignored',
        '--quiet': 'ignored',
        '-d': { param: 'device' },
        '--device': { param: 'device' },
        '-c': { refuse: 'only one class of devices is known' },
      },
      operands: [{ ignored: 'set|s' }, percent],
    },
    { id: 'light-set', programs: ['light'], options: { '-S': bare }, needs: [['-S']] },
    { id: 'xbacklight-set', programs: ['xbacklight'], options: { '-set': bare }, needs: [['-set']] },
    {
      id: 'xbacklight-equals',
      programs: ['xbacklight'],
      operands: [{ param: 'percent', readings: [{ match: '=(\\d{1,3})%?', value: '$1' }] }],
    },
  ],
};
