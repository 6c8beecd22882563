import type { ActionPlanning } from '../../../interfaces/planning.js';
import type { LiftingInput } from '../../../interfaces/lifting.js';

export const planning: ActionPlanning = {
  examples: [
    { request: 'nobody may log in as tim any more', steps: [{ user: 'tim' }] },
    { request: 'gib das konto von lena wieder frei', steps: [{ user: 'lena', unlock: true }] },
  ],
  unlisted: true,
};

const operands = [{ param: 'user' }];
const PASSWORD = { against: 'password' };

export const lifting: LiftingInput = {
  action: 'lock_user',
  forms: [
    {
      id: 'usermod-lock',
      programs: ['usermod'],
      options: { '-L': 'ignored', '--lock': 'ignored' },
      needs: [['-L', '--lock']],
      operands,
      set: PASSWORD,
    },
    {
      id: 'usermod-unlock',
      programs: ['usermod'],
      options: { '-U': 'ignored', '--unlock': 'ignored' },
      needs: [['-U', '--unlock']],
      operands,
      set: { ...PASSWORD, unlock: true },
    },
    {
      id: 'usermod-lock-and-expire',
      programs: ['usermod'],
      options: {
        '-L': 'ignored',
        '--lock': 'ignored',
        '-e': { param: 'against', readings: [{ match: '1|1970-01-02', value: 'login' }] },
        '--expiredate': { param: 'against', readings: [{ match: '1|1970-01-02', value: 'login' }] },
      },
      needs: [
        ['-L', '--lock'],
        ['-e', '--expiredate'],
      ],
      operands,
    },
    {
      id: 'passwd-lock',
      programs: ['passwd'],
      options: { '-l': 'ignored', '--lock': 'ignored' },
      needs: [['-l', '--lock']],
      operands,
      set: PASSWORD,
    },
    {
      id: 'passwd-unlock',
      programs: ['passwd'],
      options: { '-u': 'ignored', '--unlock': 'ignored' },
      needs: [['-u', '--unlock']],
      operands,
      set: { ...PASSWORD, unlock: true },
    },
  ],
};
