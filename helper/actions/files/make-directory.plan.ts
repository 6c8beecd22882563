import type { ActionPlanning } from '../../../interfaces/planning.js';
import type { LiftingInput } from '../../../interfaces/lifting.js';

export const planning: ActionPlanning = {
  examples: [
    { request: 'make a folder scans in Pictures', steps: [{ path: '/home/sam/Pictures/scans' }] },
    {
      request: 'leg den ordner projekte/2026/herbst an',
      steps: [{ path: '/home/sam/projekte/2026/herbst', parents: true }],
    },
  ],
  unlisted: true,
};

export const lifting: LiftingInput = {
  action: 'make_directory',
  forms: [
    {
      id: 'mkdir',
      programs: ['mkdir'],
      options: {
        '-p': { set: { parents: true } },
        '--parents': { set: { parents: true } },
        '-m': { param: 'mode', readings: [{ match: '(0?[0-7]{3})', value: '$1' }] },
        '--mode': { param: 'mode', readings: [{ match: '(0?[0-7]{3})', value: '$1' }] },
        '-v': 'ignored',
      },
      operands: [{ param: 'path', many: 'each' }],
    },
  ],
};
