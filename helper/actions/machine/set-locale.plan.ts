import type { ActionPlanning } from '../../../interfaces/planning.js';
import type { LiftingInput } from '../../../interfaces/lifting.js';

export const planning: ActionPlanning = {
  examples: [
    { request: 'the whole computer shall speak Spanish', steps: [{ locale: 'es_ES.UTF-8' }] },
    { request: 'systemsprache auf deutsch', steps: [{ locale: 'de_DE.UTF-8' }] },
  ],
  guessed: ['locale'],
  unlisted: true,
};

const locale = { param: 'locale' };

export const lifting: LiftingInput = {
  action: 'set_locale',
  forms: [
    {
      id: 'localectl-locale',
      programs: ['localectl'],
      options: { '--no-ask-password': 'ignored', '--no-pager': 'ignored' },
      operands: ['set-locale', { param: 'locale', readings: [{ match: '(?:LANG=)?([A-Za-z_.@0-9-]+)', value: '$1' }] }],
    },
    {
      id: 'update-locale',
      programs: ['update-locale'],
      operands: [{ named: { LANG: locale } }],
    },
  ],
};
