import type { ActionPlanning } from '../../../interfaces/planning.js';
import type { LiftingInput } from '../../../interfaces/lifting.js';

export const planning: ActionPlanning = {
  examples: [
    { request: 'this one is called garage from now on', steps: [{ hostname: 'garage' }] },
    { request: 'поменяй имя машины на sklad-2', steps: [{ hostname: 'sklad-2' }] },
    { request: 'der rechner soll kueche heißen', steps: [{ hostname: 'kueche' }] },
  ],
  unlisted: true,
};

export const lifting: LiftingInput = {
  action: 'set_hostname',
  forms: [
    {
      id: 'hostnamectl-hostname',
      programs: ['hostnamectl'],
      options: { '--static': 'ignored', '--no-ask-password': 'ignored' },
      operands: [{ ignored: 'set-hostname|hostname' }, { param: 'hostname' }],
    },
  ],
};
