import { askedTo } from '../call/prompt-texts.js';
import * as z from 'zod';
import { defineAction } from '../action/action.js';
import { path, withKind } from '../action/parameters.js';
import { prepareRestore } from './restore-file-plan.js';
import { ADMINISTRATOR } from '../call/defaults.js';

const params = z.strictObject({
  path: path().describe('absolute path of the file'),
  content: withKind('content', z.base64().max(1_400_000)).describe('what goes back'),
  mode: z
    .string()
    .regex(/^0[0-7]{3}$/)
    .describe('octal permissions'),
  uid: z.uint32().describe('owner'),
  gid: z.uint32().describe('group'),
  present: z
    .string()
    .regex(/^([0-9a-f]{64})?$/)
    .describe('digest of what is there, empty for nothing'),
  guarded: z.boolean().describe('what goes back was read as root'),
  shown: z.boolean().optional().describe('who asks could read what was there'),
  in_place: z.boolean().optional().describe('the call only added to it, so that is cut off'),
  undoes: z.string().max(64).describe('the record that is undone'),
  force: z.boolean().describe('whatever is there now'),
});

/** never offered to anybody: only `Undo` makes this call, with what it kept itself */
export const restoreFile = defineAction({
  name: 'restore-file',
  since: '0.1.0',
  summary: 'put a file back as it was',
  params,
  result: z.strictObject({}),
  tiers: [
    {
      name: 'restore-own-file',
      description: 'Put back a file of your own as it was',
      ...askedTo('put back your file $(display_path) as it was before record $(display_undoes).$(display_note)'),
      defaults: { any: 'auth_self', inactive: 'auth_self', active: 'auth_self' },
      runsAs: 'caller',
    },
    {
      name: 'restore-file',
      description: 'Put back a protected file as it was',
      ...askedTo('put back $(display_path) as root, as it was before record $(display_undoes).$(display_note)'),
      defaults: ADMINISTRATOR,
      runsAs: 'root',
    },
  ],
  risk: { readOnly: false, destructive: true, openWorld: false, killable: false, undo: true },
  prepare: async ({ content, mode, uid, gid, in_place: inPlace = false, ...saved }, context) => {
    const bytes = Buffer.from(content, 'base64');
    // a program that holds the file open keeps it: an append is undone by truncating in place. with force the file may
    // have any content, so it is replaced as a whole
    const isCut = inPlace && !saved.force;
    return prepareRestore(
      saved,
      {
        verb: 'put back',
        tiers: { own: 'restore-own-file', other: 'restore-file' },
        content: bytes,
        act: async (session, { own, record }) => {
          if (isCut) return await session.cut({ size: bytes.length });
          const owner = own ? {} : { owner: { uid, gid } };
          await session.write({ content, mode: Number.parseInt(mode, 8), token: record, ...owner });
        },
      },
      context,
    );
  },
});
