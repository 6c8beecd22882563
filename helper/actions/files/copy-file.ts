import * as z from 'zod';
import { defineAction } from '../../action/action.js';
import { path } from '../../action/parameters.js';
import { changeResult, prepareChange } from '../../file-changes/prepare-change.js';
import { changeTiers, namesOf } from '../../file-changes/tiers.js';
import { isStartup, losesContent } from '../../file-changes/questions.js';
import { displayName } from '../../files/path-check.js';

const WORDS = {
  verb: 'copy',
  noun: 'file',
  describes: 'Copy a file or directory',
  asks: 'copy $(display_path) to $(display_to)$(display_how)',
  german: {
    describes: 'Datei oder Verzeichnis kopieren',
    asks: '$(display_path) nach $(display_to)$(display_how) zu kopieren',
  },
  destructive: true,
} as const;

export const copyFile = defineAction({
  name: 'copy-file',
  since: '0.1.0',
  summary: 'copy a file or directory',
  headline: 'copy {path} to {to}',
  params: z.strictObject({
    path: path().describe('absolute path of the file or directory'),
    to: path().describe('absolute path of the copy, or of a directory to copy it into'),
    recursive: z.boolean().optional().describe('copy a directory with all that is in it'),
    overwrite: z.boolean().optional().describe('replace a file that has the new name already'),
  }),
  result: changeResult,
  tiers: changeTiers(WORDS),
  risk: { readOnly: false, destructive: true, openWorld: false, killable: false, undo: true },
  prepare: async ({ path: asked, to, recursive = false, overwrite = false }, context) =>
    await prepareChange(
      {
        wish: { verb: 'copy', path: asked, to, recursive, overwrite },
        tiers: namesOf(WORDS),
        how: `${recursive ? ', with all that is in it' : ''}${overwrite ? ', replacing a file that may be there' : ''}`,
        say: (from, where) => `copy ${displayName(from)} to ${displayName(where)}`,
        asks: changes => losesContent(changes) || isStartup(changes),
      },
      context,
    ),
});
