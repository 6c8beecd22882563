import * as z from 'zod';
import { defineAction } from '../../action/action.js';
import { path, text, withKind } from '../../action/parameters.js';
import { changeResult, prepareChange } from '../../file-changes/prepare-change.js';
import { changeTiers, namesOf } from '../../file-changes/tiers.js';
import { isOpened, isStartup } from '../../file-changes/questions.js';
import { displayName } from '../../files/path-check.js';
import { OperatorError } from '../../../interfaces/errors.js';

const WORDS = {
  verb: 'set',
  noun: 'permissions',
  describes: 'Set mode, owner or group of a file or directory',
  asks: 'set $(display_how) of $(display_path)',
  german: {
    describes: 'Rechte, Besitzer oder Gruppe einer Datei oder eines Verzeichnisses setzen',
    asks: '$(display_how) für $(display_path) zu setzen',
  },
  destructive: true,
} as const;

const name = text(64).regex(/^[A-Za-z0-9_][A-Za-z0-9_.-]*\$?$/, 'expected the name or number of an account');
const MODE = /^(0?[0-7]{3}|[ugoa]*[+=-][rwxX]*(,[ugoa]*[+=-][rwxX]*)*)$/;

export const setPermissions = defineAction({
  name: 'set-permissions',
  since: '0.1.0',
  summary: 'set mode, owner or group of a file or directory',
  headline: 'set the permissions of {path}',
  params: z.strictObject({
    path: path().describe('absolute path of the file or directory'),
    mode: withKind('mode', z.string().max(64).regex(MODE, 'expected a mode such as 0644 or u+x,go-w'))
      .optional()
      .describe('permissions in octal digits, or what is added and taken away'),
    owner: text(129)
      .regex(/^[A-Za-z0-9_][A-Za-z0-9_.-]*\$?(:[A-Za-z0-9_][A-Za-z0-9_.-]*)?$/, 'expected an account, or account:group')
      .optional()
      .describe('user that it is to belong to, or user:group'),
    group: name.optional().describe('group that it is to belong to'),
    recursive: z.boolean().optional().describe('the same for all that is in a directory; links are left alone'),
    only: z
      .enum(['files', 'directories', 'all'])
      .optional()
      .describe('kind of objects that it is for; all unless given'),
  }),
  result: changeResult,
  tiers: changeTiers(WORDS),
  risk: { readOnly: false, destructive: true, openWorld: false, killable: false, undo: true },
  prepare: async ({ path: asked, mode = '', owner: given = '', recursive = false, only = 'all', ...more }, context) => {
    const [owner = '', group = more.group ?? ''] = given.split(':');
    if (more.group !== undefined && more.group !== group)
      throw new OperatorError('invalid-args', 'group: given twice, beside the owner and by itself');
    const parts = [
      mode === '' ? '' : `mode ${mode}`,
      owner === '' ? '' : `owner ${owner}`,
      group === '' ? '' : `group ${group}`,
    ].filter(Boolean);
    if (parts.length === 0) throw new OperatorError('invalid-args', 'give at least one of mode, owner and group');
    const what = only === 'all' ? 'all' : `the ${only}`;
    const how = `${parts.join(', ')}${recursive ? ` of ${what} in and` : ''}`;
    return await prepareChange(
      {
        wish: { verb: 'chmod', path: asked, mode, owner, group, recursive, only },
        tiers: namesOf(WORDS),
        how,
        say: where => `set ${how} of ${displayName(where)}`,
        asks: changes => isOpened(changes) || isStartup(changes),
      },
      context,
    );
  },
});
