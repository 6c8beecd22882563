import type { ActionPlanning } from '../../../interfaces/planning.js';
import type { LiftingInput } from '../../../interfaces/lifting.js';

export const planning: ActionPlanning = {
  examples: [
    {
      request: 'what does my notes.txt say?',
      steps: [{ action: 'read_file', path: 'notes.txt' }],
    },
  ],
  implied: [
    { param: 'path', said: 'distribution|distro|operating system|debian|\\bos\\b|linux', value: '/etc/os-release' },
  ],
  asked: [{ param: 'encoding', value: 'base64', said: 'base ?-?64' }],
};

export const lifting: LiftingInput = {
  action: 'read_file',
  forms: [
    { id: 'cat', programs: ['cat', 'less', 'more'], operands: [{ param: 'path', many: 'each' }] },
    {
      id: 'head-bytes',
      programs: ['head'],
      options: { '-c': { param: 'limit', readings: [{ match: '(\\d{1,7})', value: '$1' }] } },
      needs: [['-c']],
      operands: [{ param: 'path' }],
    },
  ],
};
