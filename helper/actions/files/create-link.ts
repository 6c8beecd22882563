import * as z from 'zod';
import { defineAction } from '../../action/action.js';
import { path, text } from '../../action/parameters.js';
import { changeResult, prepareChange } from '../../file-changes/prepare-change.js';
import { changeTiers, namesOf } from '../../file-changes/tiers.js';
import { isStartup, losesContent } from '../../file-changes/questions.js';
import { displayName } from '../../files/path-check.js';
import { OperatorError } from '../../../interfaces/errors.js';

const WORDS = {
  verb: 'create',
  noun: 'link',
  describes: 'Create a symbolic link',
  asks: 'create the link $(display_path) that leads to $(display_how)',
  german: {
    describes: 'Symbolische Verknüpfung anlegen',
    asks: 'die Verknüpfung $(display_path) anzulegen, die zu $(display_how) führt',
  },
  destructive: true,
} as const;

export const createLink = defineAction({
  name: 'create-link',
  since: '0.1.0',
  summary: 'create a symbolic link',
  headline: 'link {path} to {target}',
  params: z.strictObject({
    target: text(1024).min(1).describe('where it leads to: an absolute path, or one from where the link is'),
    path: path().describe('absolute path of the new link'),
    overwrite: z.boolean().optional().describe('replace a link that is there already'),
  }),
  result: changeResult,
  tiers: changeTiers(WORDS),
  risk: { readOnly: false, destructive: true, openWorld: false, killable: false, undo: true },
  prepare: async ({ path: asked, target, overwrite = false }, context) => {
    if (/\p{Cc}/u.test(target)) throw new OperatorError('invalid-args', 'target: holds control characters');
    const leads = displayName(target);
    return await prepareChange(
      {
        wish: { verb: 'symlink', path: asked, target, overwrite },
        tiers: namesOf(WORDS),
        how: `${leads}${overwrite ? ', replacing a link that may be there' : ''}`,
        say: where => `create the link ${displayName(where)} that leads to ${leads}`,
        asks: changes => losesContent(changes) || isStartup(changes),
      },
      context,
    );
  },
});
