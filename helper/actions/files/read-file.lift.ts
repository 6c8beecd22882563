import type { LiftingInput } from '../../../interfaces/planning.js';

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
