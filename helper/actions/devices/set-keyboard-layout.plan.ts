import type { ActionPlanning } from '../../../interfaces/planning.js';
import type { LiftingInput } from '../../../interfaces/lifting.js';

const LANGUAGES = {
  de: 'german|deutsch',
  us: 'american|\\benglish',
  fr: 'french|français',
  gb: 'british|\\buk\\b',
  es: 'spanish|español',
  it: 'italian',
  pl: 'polish',
  ru: 'russian',
  se: 'swedish',
  pt: 'portuguese',
  dk: 'danish',
  ch: 'swiss',
};

export const planning: ActionPlanning = {
  examples: [{ request: 'use the German keyboard', steps: [{ action: 'set_keyboard_layout', layout: 'de' }] }],
  implied: [
    ...Object.entries(LANGUAGES).map(([value, said]) => ({ param: 'layout', said, value })),
    {
      param: 'variant',
      said: '(?:no|without|ohne|sans|sin) (?:tote |touches |teclas )?(?:dead|tasten|mort|muert)',
      value: 'nodeadkeys',
    },
  ],
};

const layout = { param: 'layout' };
const variant = { param: 'variant' };
const WHOLE = 'for the whole machine, and in graphical sessions from the next one on';

export const lifting: LiftingInput = {
  action: 'set_keyboard_layout',
  forms: [
    {
      id: 'localectl-x11',
      programs: ['localectl'],
      operands: ['set-x11-keymap', layout, { ignored: '|pc10[45]', optional: true }, { ...variant, optional: true }],
    },
    {
      id: 'localectl-keymap',
      programs: ['localectl'],
      operands: ['set-keymap', { param: 'layout', readings: [{ match: '([a-z]{2})', value: '$1' }] }],
    },
    {
      id: 'localectl-keymap-variant',
      programs: ['localectl'],
      operands: [
        'set-keymap',
        { param: 'layout', readings: [{ match: '([a-z]{2})-(?:nodeadkeys|latin1-nodeadkeys)', value: '$1' }] },
      ],
      set: { variant: 'nodeadkeys' },
    },
    {
      id: 'setxkbmap',
      programs: ['setxkbmap'],
      options: { '-layout': layout, '-variant': variant },
      operands: [],
      needs: [['-layout']],
      note: WHOLE,
    },
    {
      id: 'setxkbmap-words',
      programs: ['setxkbmap'],
      options: { '-variant': variant },
      operands: [layout, { ...variant, optional: true }],
      note: WHOLE,
    },
    {
      id: 'loadkeys',
      programs: ['loadkeys'],
      operands: [{ param: 'layout', readings: [{ match: '([a-z]{2})', value: '$1' }] }],
      note: WHOLE,
    },
  ],
};
