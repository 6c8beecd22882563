import type { ActionPlanning } from '../../../interfaces/planning.js';
import type { LiftingInput, OptionRule } from '../../../interfaces/lifting.js';

export const planning: ActionPlanning = {
  examples: [
    { request: 'what slows this computer down?', steps: [{ action: 'list_processes', sort: 'cpu' }] },
    { request: 'is gimp open?', steps: [{ action: 'list_processes', match: 'gimp' }] },
    {
      request: 'which five processes use the most memory?',
      steps: [{ action: 'list_processes', sort: 'memory', limit: 5 }],
    },
  ],
};

const sort: OptionRule = {
  param: 'sort',
  readings: [
    { match: '-?(?:%CPU|%cpu|pcpu|cputime|time)', value: 'cpu' },
    { match: '-?(?:%MEM|%mem|pmem|rss|rsz|size|vsz)', value: 'memory' },
    { match: '-?(?:pid)', value: 'pid' },
    { match: '-?(?:comm|cmd|args|ucmd)', value: 'name' },
  ],
};
const columns = { '-o': 'ignored-value', '--format': 'ignored-value', '--no-headers': 'ignored' } as const;
const filters = { lines: 'limit', word: 'match' };

export const lifting: LiftingInput = {
  action: 'list_processes',
  forms: [
    {
      id: 'ps-all',
      programs: ['ps'],
      options: { '--sort': sort, ...columns },
      operands: [{ ignored: 'a?ux|aux?ww?|ax' }],
      ...filters,
    },
    {
      id: 'ps-every',
      programs: ['ps'],
      options: {
        '-e': 'ignored',
        '-A': 'ignored',
        '-f': 'ignored',
        '-F': 'ignored',
        '-l': 'ignored',
        '--sort': sort,
        ...columns,
      },
      needs: [['-e', '-A']],
      operands: [],
      ...filters,
    },
    {
      id: 'ps-user',
      programs: ['ps'],
      options: { '-u': { param: 'match' }, '-f': 'ignored', '--sort': sort, ...columns },
      needs: [['-u']],
      operands: [],
      ...filters,
    },
    {
      id: 'top-once',
      programs: ['top'],
      options: {
        '-b': 'ignored',
        '-n': 'ignored-value',
        '-d': 'ignored-value',
        '-o': sort,
      },
      operands: [],
      set: {},
      ...filters,
    },
    {
      id: 'pgrep',
      programs: ['pgrep'],
      options: {
        '-l': 'ignored',
        '-a': 'ignored',
        '-f': 'ignored',
        '-i': 'ignored',
        '-x': 'ignored',
        '--list-name': 'ignored',
      },
      operands: [{ param: 'match', readings: [{ match: '([\\w.+-]+)', value: '$1' }] }],
      ...filters,
    },
    { id: 'pidof', programs: ['pidof'], operands: [{ param: 'match' }], ...filters },
  ],
};
