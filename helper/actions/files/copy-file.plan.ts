import type { ActionPlanning } from '../../../interfaces/planning.js';
import type { LiftingInput } from '../../../interfaces/lifting.js';

export const planning: ActionPlanning = {
  examples: [
    {
      request: 'make a copy of report.odt called report-old.odt',
      steps: [{ path: '/home/sam/report.odt', to: '/home/sam/report-old.odt' }],
    },
    {
      request: 'kopier den ordner fotos nach sicherung',
      steps: [{ path: '/home/sam/fotos', to: '/home/sam/sicherung', recursive: true }],
    },
  ],
  unlisted: true,
};

const ALL = { set: { recursive: true } };

export const lifting: LiftingInput = {
  action: 'copy_file',
  forms: [
    {
      id: 'cp',
      programs: ['cp'],
      options: {
        '-r': ALL,
        '-R': ALL,
        '--recursive': ALL,
        '-n': 'ignored',
        '-i': 'ignored',
        '-v': 'ignored',
        '-f': { set: { overwrite: true } },
      },
      operands: [{ param: 'path' }, { param: 'to' }],
      note: 'a file that has the new name already is replaced only where -f asks for it',
    },
  ],
};
