import { askedTo } from '../call/prompt-texts.js';
import * as z from 'zod';
import { defineAction } from '../action/action.js';
import { path } from '../action/parameters.js';
import { prepareRestore } from './restore-file-plan.js';
import { ADMINISTRATOR } from '../call/defaults.js';

const params = z.strictObject({
  path: path().describe('absolute path of the file'),
  present: z
    .string()
    .regex(/^([0-9a-f]{64})?$/)
    .describe('digest of what is there, empty for nothing'),
  guarded: z.boolean().describe('it was made as root'),
  shown: z.boolean().optional().describe('who asks could read what was there'),
  undoes: z.string().max(64).describe('the record that is undone'),
  force: z.boolean().describe('whatever is there now'),
});

/** never offered to anybody: only `Undo` makes this call, for a file that the undone call made */
export const deleteFile = defineAction({
  name: 'delete-file',
  since: '0.1.0',
  summary: 'delete a file that was not there before',
  params,
  result: z.strictObject({}),
  tiers: [
    {
      name: 'delete-own-file',
      description: 'Delete a file of your own that the operator made',
      ...askedTo(
        'delete your file $(display_path), which was not there before record $(display_undoes).$(display_note)',
      ),
      defaults: { any: 'auth_self', inactive: 'auth_self', active: 'auth_self' },
      runsAs: 'caller',
    },
    {
      name: 'delete-file',
      description: 'Delete a protected file that the operator made',
      ...askedTo('delete $(display_path) as root, which was not there before record $(display_undoes).$(display_note)'),
      defaults: ADMINISTRATOR,
      runsAs: 'root',
    },
  ],
  risk: { readOnly: false, destructive: true, openWorld: false, killable: false, undo: true },
  prepare: async (saved, context) =>
    prepareRestore(
      saved,
      {
        verb: 'delete',
        tiers: { own: 'delete-own-file', other: 'delete-file' },
        content: undefined,
        act: session => session.remove(),
      },
      context,
    ),
});
