import type { ActionPlanning } from '../../../interfaces/planning.js';
import type { LiftingInput } from '../../../interfaces/lifting.js';

export const planning: ActionPlanning = {
  examples: [
    { request: 'is anybody else on this machine right now?', steps: [{}] },
    { request: 'wer ist gerade angemeldet', steps: [{}] },
  ],
  unlisted: true,
};

const SHOWN = { '--no-pager': 'ignored', '--no-legend': 'ignored' } as const;

export const lifting: LiftingInput = {
  action: 'list_logins',
  forms: [
    // these read a file that systems of today no longer have
    { id: 'who', programs: ['who', 'w', 'users'], options: { '-u': 'ignored', '-H': 'ignored' }, operands: [] },
    {
      id: 'loginctl-sessions',
      programs: ['loginctl'],
      options: SHOWN,
      operands: [{ ignored: 'list-sessions', optional: true }],
    },
  ],
};
