import type { ActionPlanning } from '../../../interfaces/planning.js';
import type { LiftingInput } from '../../../interfaces/lifting.js';

export const planning: ActionPlanning = {
  examples: [
    {
      request: 'create a link www in my home that leads to /srv/www',
      steps: [{ target: '/srv/www', path: '/home/sam/www' }],
    },
    {
      request: 'leg in meinem home eine verknüpfung musik zu /mnt/musik an',
      steps: [{ target: '/mnt/musik', path: '/home/sam/musik' }],
    },
  ],
  unlisted: true,
};

export const lifting: LiftingInput = {
  action: 'create_link',
  forms: [
    {
      id: 'ln',
      programs: ['ln'],
      options: {
        '-s': 'ignored',
        '--symbolic': 'ignored',
        '-n': 'ignored',
        '-v': 'ignored',
        '-f': { set: { overwrite: true } },
        '--force': { set: { overwrite: true } },
      },
      needs: [['-s', '--symbolic']],
      operands: [{ param: 'target' }, { param: 'path' }],
    },
  ],
};
