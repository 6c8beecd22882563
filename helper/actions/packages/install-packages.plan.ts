import type { ActionPlanning } from '../../../interfaces/planning.js';
import type { LiftingInput } from '../../../interfaces/lifting.js';

export const planning: ActionPlanning = {
  examples: [
    { request: 'it would be nice to have tree', steps: [{ action: 'install_packages', packages: ['tree'] }] },
    { request: 'install htop', steps: [{ action: 'install_packages', packages: ['htop'] }] },
  ],
  guessed: ['packages'],
};

const QUIET = {
  '-y': 'ignored',
  '--yes': 'ignored',
  '--assume-yes': 'ignored',
  '-q': 'ignored',
  '--quiet': 'ignored',
  // the action takes none that are only recommended
  '--no-install-recommends': 'ignored',
  '--no-install-suggests': 'ignored',
} as const;

// to apt a dash at the end means remove, and a plus or nothing means install
const name = { param: 'packages', readings: [{ match: '([a-z0-9][a-z0-9+.-]*[a-z0-9+])', value: '$1' }] };

export const lifting: LiftingInput = {
  action: 'install_packages',
  forms: [
    {
      id: 'apt-install',
      programs: ['apt', 'apt-get'],
      options: QUIET,
      operands: ['install', { ...name, many: 'list' }],
    },
    {
      id: 'aptitude-install',
      programs: ['aptitude'],
      options: { '-y': 'ignored', '--assume-yes': 'ignored', '-R': 'ignored', '--without-recommends': 'ignored' },
      operands: ['install', { ...name, many: 'list' }],
    },
    {
      id: 'apt-update',
      programs: ['apt', 'apt-get', 'aptitude'],
      options: { '-y': 'ignored', '--yes': 'ignored', '-q': 'ignored', '-qq': 'ignored', '--quiet': 'ignored' },
      operands: ['update'],
      prepares: true,
      note: 'from the lists of packages as they are: they are not read anew',
    },
  ],
};
