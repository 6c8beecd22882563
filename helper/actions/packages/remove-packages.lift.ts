import type { LiftingInput } from '../../../interfaces/planning.js';

const QUIET = {
  '-y': 'ignored',
  '--yes': 'ignored',
  '--assume-yes': 'ignored',
  '-q': 'ignored',
  '--quiet': 'ignored',
  '--auto-remove': { refuse: 'what else is no longer needed stays with this action' },
  '--autoremove': { refuse: 'what else is no longer needed stays with this action' },
} as const;
const PURGE = { '--purge': { set: { purge: true } } };

// to apt a dash at the end means remove and a plus install, but for a name such as `g++`
const name = {
  param: 'packages',
  many: 'list' as const,
  readings: [{ match: '([a-z0-9][a-z0-9+.-]*(?:[a-z0-9]|\\+\\+))', value: '$1' }],
};

export const lifting: LiftingInput = {
  action: 'remove_packages',
  forms: [
    {
      id: 'apt-remove',
      programs: ['apt', 'apt-get', 'aptitude'],
      options: { ...QUIET, ...PURGE },
      operands: ['remove', name],
    },
    {
      id: 'apt-purge',
      programs: ['apt', 'apt-get', 'aptitude'],
      options: QUIET,
      operands: ['purge', name],
      set: { purge: true },
    },
    {
      id: 'dpkg-remove',
      programs: ['dpkg'],
      options: { '-r': 'ignored', '--remove': 'ignored' },
      needs: [['-r', '--remove']],
      operands: [name],
      note: 'packages that cannot do without them go as well',
    },
    {
      id: 'dpkg-purge',
      programs: ['dpkg'],
      options: { '-P': 'ignored', '--purge': 'ignored' },
      needs: [['-P', '--purge']],
      operands: [name],
      set: { purge: true },
      note: 'packages that cannot do without them go as well',
    },
  ],
};
