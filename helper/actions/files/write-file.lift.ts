import type { LiftingInput } from '../../../interfaces/planning.js';

export const lifting: LiftingInput = {
  action: 'write_file',
  text: { id: 'text-into-file', path: 'path', content: 'content', append: 'append' },
  forms: [
    {
      id: 'touch',
      programs: ['touch'],
      operands: [{ param: 'path', many: 'each' }],
      set: { content: '', append: true },
    },
    {
      id: 'truncate-empty',
      programs: ['truncate'],
      options: { '-s': { param: 'content', readings: [{ match: '0', value: '' }] } },
      needs: [['-s']],
      operands: [{ param: 'path', many: 'each' }],
    },
  ],
};
