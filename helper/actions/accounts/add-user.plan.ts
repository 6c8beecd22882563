import type { ActionPlanning } from '../../../interfaces/planning.js';
import type { LiftingInput } from '../../../interfaces/lifting.js';

export const planning: ActionPlanning = {
  examples: [
    { request: 'make a login for our new colleague petra', steps: [{ user: 'petra' }] },
    { request: 'a guest account that cannot install anything', steps: [{ user: 'guest' }] },
    { request: 'заведи пользователя ivan', steps: [{ user: 'ivan' }] },
    { request: 'lena soll hier administratorin sein, leg sie an', steps: [{ user: 'lena', administrator: true }] },
  ],
  unlisted: true,
};

const user = { param: 'user' };
const shell = { param: 'login_shell' };
const name = { param: 'full_name', readings: [{ match: '([^,:]+),*', value: '$1' }] };
const SECRET = { refuse: 'a password has no place in a command line: set it with passwd afterwards' };

export const lifting: LiftingInput = {
  action: 'add_user',
  forms: [
    {
      id: 'useradd',
      programs: ['useradd'],
      options: {
        '-m': 'ignored',
        '--create-home': 'ignored',
        '-U': 'ignored',
        '--user-group': 'ignored',
        '-s': shell,
        '--shell': shell,
        '-c': name,
        '--comment': name,
        '-p': SECRET,
        '--password': SECRET,
      },
      // without it there is no home on debian
      needs: [['-m', '--create-home']],
      operands: [user],
    },
    {
      id: 'useradd-groups',
      programs: ['useradd'],
      options: {
        '-m': 'ignored',
        '--create-home': 'ignored',
        '-s': shell,
        '--shell': shell,
        '-c': name,
        '--comment': name,
        '-G': { param: 'administrator', readings: [{ match: 'sudo|wheel', value: true }] },
        '--groups': { param: 'administrator', readings: [{ match: 'sudo|wheel', value: true }] },
      },
      needs: [
        ['-m', '--create-home'],
        ['-G', '--groups'],
      ],
      operands: [user],
    },
    {
      id: 'adduser',
      programs: ['adduser'],
      options: {
        '--disabled-password': 'ignored',
        '--gecos': { param: 'full_name', readings: [{ match: '([^,:]+),*', value: '$1' }] },
        '--comment': name,
        '--shell': shell,
        '-q': 'ignored',
        '--quiet': 'ignored',
      },
      operands: [user],
      note: 'without a password: passwd sets one',
    },
  ],
};
