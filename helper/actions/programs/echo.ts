import { askedTo } from '../../call/prompt-texts.js';
import * as z from 'zod';
import { MAX_SHOWN } from '../../../interfaces/display-limits.js';
import { display } from '../../../interfaces/display.js';
import { defineAction } from '../../action/action.js';
import { text } from '../../action/parameters.js';

export const echo = defineAction({
  name: 'echo',
  since: '0.1.0',
  summary: 'say a text back, to try the way to the helper',
  params: z.strictObject({ text: text(4096).describe('the text to say back') }),
  result: z.strictObject({ text: text(4096).describe('the same text') }),
  tiers: [
    {
      name: 'echo',
      description: 'Try the operator',
      ...askedTo('repeat a text.'),
      defaults: { any: 'yes', inactive: 'yes', active: 'yes' },
      runsAs: 'root',
    },
  ],
  risk: { readOnly: true, destructive: false, openWorld: false, killable: true, undo: false },
  prepare: async params => ({
    tier: 'echo',
    details: {},
    preview: { summary: `repeat ${display(params.text).slice(0, MAX_SHOWN)}` },
    run: async () => params,
    release: async () => {},
  }),
});
