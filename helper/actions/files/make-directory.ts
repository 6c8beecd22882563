import * as z from 'zod';
import { defineAction } from '../../action/action.js';
import { path, text, withKind } from '../../action/parameters.js';
import { changeResult, prepareChange } from '../../file-changes/prepare-change.js';
import { changeTiers, namesOf } from '../../file-changes/tiers.js';
import { displayName } from '../../files/path-check.js';

const WORDS = {
  verb: 'make',
  noun: 'directory',
  describes: 'Make a directory',
  asks: 'make the directory $(display_path)$(display_how)',
  german: { describes: 'Verzeichnis anlegen', asks: 'das Verzeichnis $(display_path)$(display_how) anzulegen' },
  destructive: false,
} as const;

const name = text(64).regex(/^[A-Za-z0-9_][A-Za-z0-9_.-]*\$?$/, 'expected the name or number of an account');

export const makeDirectory = defineAction({
  name: 'make-directory',
  since: '0.1.0',
  summary: 'make a directory',
  headline: 'make the directory {path}',
  params: z.strictObject({
    path: path().describe('absolute path of the new directory'),
    parents: z.boolean().optional().describe('make the directories on the way too; no error where it is there already'),
    mode: withKind('mode', z.string().regex(/^0?[0-7]{3}$/, 'expected an octal mode such as 0755'))
      .optional()
      .describe('octal permissions; 0755 unless given'),
    owner: name.optional().describe('user that it belongs to; who makes it unless given'),
    group: name.optional().describe('group that it belongs to'),
  }),
  result: changeResult,
  tiers: changeTiers(WORDS),
  risk: { readOnly: false, destructive: false, openWorld: false, killable: false, undo: true },
  prepare: async ({ path: asked, parents = false, mode = '', owner = '', group = '' }, context) =>
    await prepareChange(
      {
        wish: { verb: 'mkdir', path: asked, parents, mode, owner, group },
        tiers: namesOf(WORDS),
        how: [
          parents ? ', and the directories on the way' : '',
          mode === '' ? '' : `, mode ${mode}`,
          owner === '' ? '' : `, owner ${owner}`,
          group === '' ? '' : `, group ${group}`,
        ].join(''),
        say: where => `make the directory ${displayName(where)}`,
        asks: () => false,
      },
      context,
    ),
});
