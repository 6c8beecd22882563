import type { ActionPlanning } from '../../../interfaces/planning.js';
import type { LiftingInput } from '../../../interfaces/lifting.js';

export const planning: ActionPlanning = {
  examples: [
    {
      request: 'in my .gitconfig the mail address should be sam@example.org',
      steps: [
        { path: '/home/sam/.gitconfig', operation: 'set', section: 'user', setting: 'email', text: 'sam@example.org' },
      ],
    },
    {
      request: 'kommentiere in /etc/fstab die zeile mit /mnt/alt aus',
      steps: [{ path: '/etc/fstab', operation: 'comment', match: '/mnt/alt' }],
    },
    {
      request: 'delete line 3 of notes.txt',
      steps: [{ path: '/home/sam/notes.txt', operation: 'delete', line_number: 3 }],
    },
  ],
  unlisted: true,
};

export const lifting: LiftingInput = { action: 'edit_file', forms: [] };
