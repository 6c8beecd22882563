import type { ActionPlanning } from '../../../interfaces/planning.js';
import type { LiftingInput } from '../../../interfaces/lifting.js';

export const planning: ActionPlanning = {
  examples: [
    { request: 'we moved to Toronto, the clock should know', steps: [{ zone: 'America/Toronto' }] },
    { request: 'stell die zeitzone auf berlin', steps: [{ zone: 'Europe/Berlin' }] },
    { request: 'タイムゾーンを東京にして', steps: [{ zone: 'Asia/Tokyo' }] },
  ],
  guessed: ['zone'],
  unlisted: true,
};

export const lifting: LiftingInput = {
  action: 'set_timezone',
  forms: [
    {
      id: 'timedatectl-timezone',
      programs: ['timedatectl'],
      options: { '--no-ask-password': 'ignored', '--no-pager': 'ignored' },
      operands: ['set-timezone', { param: 'zone' }],
    },
  ],
};
