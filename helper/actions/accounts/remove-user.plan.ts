import type { ActionPlanning } from '../../../interfaces/planning.js';
import type { LiftingInput } from '../../../interfaces/lifting.js';

export const planning: ActionPlanning = {
  examples: [
    { request: 'the account of our intern max is not needed any more', steps: [{ user: 'max' }] },
    { request: 'konto gast mit allen daten weg', steps: [{ user: 'gast', home_files: 'set_aside' }] },
  ],
  asked: [
    { param: 'home_files', value: 'delete', said: 'for good|endgültig|permanent|définitiv|para siempre|wipe|shred' },
  ],
  unlisted: true,
};

const operands = [{ param: 'user' }];
const ASIDE = {
  set: { home_files: 'set_aside' },
  note: 'its home is set aside and not deleted, so that it can be taken back',
};

export const lifting: LiftingInput = {
  action: 'remove_user',
  forms: [
    { id: 'userdel', programs: ['userdel'], operands, set: { home_files: 'keep' } },
    {
      id: 'userdel-home',
      programs: ['userdel'],
      options: { '-r': 'ignored', '--remove': 'ignored' },
      needs: [['-r', '--remove']],
      operands,
      ...ASIDE,
    },
    {
      id: 'deluser',
      programs: ['deluser'],
      options: { '-q': 'ignored', '--quiet': 'ignored' },
      operands,
      set: { home_files: 'keep' },
    },
    {
      id: 'deluser-home',
      programs: ['deluser'],
      options: { '--remove-home': 'ignored' },
      needs: [['--remove-home']],
      operands,
      ...ASIDE,
    },
  ],
};
