import * as z from 'zod';
import { defineAction } from '../../action/action.js';
import { path } from '../../action/parameters.js';
import { changeResult, prepareChange } from '../../file-changes/prepare-change.js';
import { changeTiers, namesOf } from '../../file-changes/tiers.js';
import { isStartup, losesContent } from '../../file-changes/questions.js';
import { displayName } from '../../files/path-check.js';

const WORDS = {
  verb: 'move',
  noun: 'file',
  describes: 'Move or rename a file or directory',
  asks: 'move $(display_path) to $(display_to)$(display_how)',
  german: {
    describes: 'Datei oder Verzeichnis verschieben oder umbenennen',
    asks: '$(display_path) nach $(display_to)$(display_how) zu verschieben',
  },
  destructive: true,
} as const;

export const moveFile = defineAction({
  name: 'move-file',
  since: '0.1.0',
  summary: 'move or rename a file or directory',
  headline: 'move {path} to {to}',
  params: z.strictObject({
    path: path().describe('absolute path of the file or directory'),
    to: path().describe('absolute path of its new name, or of a directory to move it into'),
    overwrite: z.boolean().optional().describe('replace a file that has the new name already'),
  }),
  result: changeResult,
  tiers: changeTiers(WORDS),
  risk: { readOnly: false, destructive: true, openWorld: false, killable: false, undo: true },
  prepare: async ({ path: asked, to, overwrite = false }, context) =>
    await prepareChange(
      {
        wish: { verb: 'move', path: asked, to, recursive: true, overwrite },
        tiers: namesOf(WORDS),
        how: overwrite ? ', replacing a file that may be there' : '',
        say: (from, where) => `move ${displayName(from)} to ${displayName(where)}`,
        asks: changes => losesContent(changes) || isStartup(changes),
      },
      context,
    ),
});
