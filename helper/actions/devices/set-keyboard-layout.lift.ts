import type { LiftingInput } from '../../../interfaces/planning.js';

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
