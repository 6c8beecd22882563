import type { ActionPlanning } from '../../../interfaces/planning.js';
import type { LiftingInput } from '../../../interfaces/lifting.js';

export const planning: ActionPlanning = {
  examples: [
    { request: 'call draft.md final.md', steps: [{ path: '/home/sam/draft.md', to: '/home/sam/final.md' }] },
    {
      request: 'verschieb rechnung.pdf in den ordner archiv',
      steps: [{ path: '/home/sam/rechnung.pdf', to: '/home/sam/archiv' }],
    },
  ],
  unlisted: true,
};

// mv replaces what is there without a word: only `-f` says that this is wanted
export const lifting: LiftingInput = {
  action: 'move_file',
  forms: [
    {
      id: 'mv',
      programs: ['mv'],
      options: {
        '-n': 'ignored',
        '--no-clobber': 'ignored',
        '-i': 'ignored',
        '-v': 'ignored',
        '-f': { set: { overwrite: true } },
        '--force': { set: { overwrite: true } },
      },
      operands: [{ param: 'path' }, { param: 'to' }],
      note: 'a file that has the new name already is replaced only where -f asks for it',
    },
  ],
};
