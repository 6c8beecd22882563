import type { ActionPlanning } from '../../../interfaces/planning.js';
import type { LiftingInput } from '../../../interfaces/lifting.js';

export const planning: ActionPlanning = {
  examples: [
    { request: 'who has an account here?', steps: [{}] },
    { request: 'welche benutzer sind administratoren', steps: [{}] },
  ],
  unlisted: true,
};

export const lifting: LiftingInput = {
  action: 'list_users',
  forms: [
    { id: 'lslogins-people', programs: ['lslogins'], options: { '-u': 'ignored' }, needs: [['-u']], operands: [] },
    { id: 'getent-passwd', programs: ['getent'], operands: ['passwd'], set: { all_accounts: true } },
  ],
};
