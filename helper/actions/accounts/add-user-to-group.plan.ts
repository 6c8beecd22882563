import type { ActionPlanning } from '../../../interfaces/planning.js';
import type { LiftingInput } from '../../../interfaces/lifting.js';

export const planning: ActionPlanning = {
  examples: [
    { request: 'put eva into the group plugdev', steps: [{ user: 'eva', group: 'plugdev' }] },
    { request: 'kim shall be an administrator here', steps: [{ user: 'kim', group: 'sudo' }] },
    { request: 'nimm tom wieder aus der gruppe sudo', steps: [{ user: 'tom', group: 'sudo', take_out: true }] },
  ],
  unlisted: true,
};

const user = { param: 'user' };
const group = { param: 'group' };
// several groups at once are several changes, which a step cannot say
const ONE = { param: 'group', readings: [{ match: '([A-Za-z_][A-Za-z0-9_.-]*)', value: '$1' }] };

export const lifting: LiftingInput = {
  action: 'add_user_to_group',
  forms: [
    {
      id: 'usermod-append',
      programs: ['usermod'],
      options: { '-a': 'ignored', '--append': 'ignored', '-G': ONE, '--groups': ONE, '-aG': ONE },
      needs: [
        ['-a', '--append', '-aG'],
        ['-G', '--groups', '-aG'],
      ],
      operands: [user],
    },
    {
      id: 'usermod-remove',
      programs: ['usermod'],
      options: { '-r': 'ignored', '--remove': 'ignored', '-G': ONE, '--groups': ONE, '-rG': ONE },
      needs: [
        ['-r', '--remove', '-rG'],
        ['-G', '--groups', '-rG'],
      ],
      operands: [user],
      set: { take_out: true },
    },
    {
      id: 'gpasswd-add',
      programs: ['gpasswd'],
      options: { '-a': user, '--add': user },
      needs: [['-a', '--add']],
      operands: [group],
    },
    {
      id: 'gpasswd-delete',
      programs: ['gpasswd'],
      options: { '-d': user, '--delete': user },
      needs: [['-d', '--delete']],
      operands: [group],
      set: { take_out: true },
    },
    { id: 'adduser-group', programs: ['adduser'], operands: [user, group] },
    { id: 'deluser-group', programs: ['deluser'], operands: [user, group], set: { take_out: true } },
  ],
};
