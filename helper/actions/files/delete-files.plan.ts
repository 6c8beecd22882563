import type { ActionPlanning } from '../../../interfaces/planning.js';
import type { LiftingInput } from '../../../interfaces/lifting.js';

export const planning: ActionPlanning = {
  examples: [
    { request: 'the folder build can go', steps: [{ path: '/home/sam/build', recursive: true }] },
    { request: 'lösch die datei alt.txt', steps: [{ path: '/home/sam/alt.txt' }] },
  ],
  asked: [
    {
      param: 'for_good',
      value: 'true',
      said: 'for good|permanent|irrevocabl|forever|endgültig|unwiderruflich|définitiv|definitiv|навсегда|безвозвратно|彻底|完全に',
    },
  ],
  unlisted: true,
};

const ALL = { set: { recursive: true } };

export const lifting: LiftingInput = {
  action: 'delete_files',
  forms: [
    {
      id: 'rm',
      programs: ['rm'],
      options: { '-r': ALL, '-R': ALL, '--recursive': ALL, '-f': 'ignored', '--force': 'ignored', '-v': 'ignored' },
      operands: [{ param: 'path', many: 'each' }],
      note: 'it goes to the trash, or is kept so that it can be taken back',
    },
    { id: 'unlink', programs: ['unlink'], operands: [{ param: 'path' }] },
    { id: 'rmdir', programs: ['rmdir'], operands: [{ param: 'path', many: 'each' }] },
    {
      id: 'gio-trash',
      programs: ['gio'],
      operands: ['trash', { param: 'path', many: 'each' }],
      set: { recursive: true },
    },
  ],
};
