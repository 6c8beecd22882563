import type { ActionPlanning } from '../../../interfaces/planning.js';
import type { LiftingInput } from '../../../interfaces/lifting.js';

export const planning: ActionPlanning = {
  examples: [
    { request: 'make run.sh executable', steps: [{ path: '/home/sam/run.sh', mode: '+x' }] },
    {
      request: 'niemand außer mir soll den ordner tagebuch lesen',
      steps: [{ path: '/home/sam/tagebuch', mode: 'go-rwx' }],
    },
    {
      request: 'everything under /srv/site belongs to www-data',
      steps: [{ path: '/srv/site', owner: 'www-data', recursive: true }],
    },
  ],
  unlisted: true,
};

const ALL = { set: { recursive: true } };
const OPTIONS = { '-R': ALL, '--recursive': ALL, '-v': 'ignored', '-c': 'ignored', '-f': 'ignored' } as const;
const NAME = '[A-Za-z0-9_][A-Za-z0-9_.-]*';

export const lifting: LiftingInput = {
  action: 'set_permissions',
  forms: [
    {
      id: 'chmod',
      programs: ['chmod'],
      options: OPTIONS,
      operands: [
        {
          param: 'mode',
          readings: [
            { match: '(0?[0-7]{3})', value: '$1' },
            { match: '([ugoa]*[+=-][rwxX]*(?:,[ugoa]*[+=-][rwxX]*)*)', value: '$1' },
          ],
        },
        { param: 'path', many: 'each' },
      ],
    },
    {
      id: 'chown',
      programs: ['chown'],
      options: OPTIONS,
      operands: [
        { param: 'owner', readings: [{ match: `(${NAME}(?::${NAME})?)`, value: '$1' }] },
        { param: 'path', many: 'each' },
      ],
    },
    {
      id: 'chgrp',
      programs: ['chgrp'],
      options: OPTIONS,
      operands: [
        { param: 'group', readings: [{ match: `(${NAME})`, value: '$1' }] },
        { param: 'path', many: 'each' },
      ],
    },
  ],
};
