import * as z from 'zod';
import { accountName } from '../accounts/names.js';
import { parseSaved } from '../accounts/saved-schema.js';
import { display } from '../../interfaces/display.js';
import { OperatorError } from '../../interfaces/errors.js';
import { defineAction, type Action } from '../action/action.js';
import { withKind } from '../action/parameters.js';
import type { RunContext } from '../call/context.js';
import { ADMINISTRATOR } from '../call/defaults.js';
import { authenticationTo, inGerman } from '../call/prompt-texts.js';
import { readAccountDatabase } from '../system/accounts/account-database.js';
import { restoreAccount } from '../system/accounts/saved-account.js';

const params = z.strictObject({
  user: accountName.describe('the account that was removed'),
  content: withKind('content', z.base64().max(100_000)).describe('all that its files said of it'),
  shown: z.boolean().optional().describe('unused'),
  undoes: z.string().max(64).describe('the record that is undone'),
  force: z.boolean().describe('unused: what is taken is never given twice'),
});

const DEFINITION = {
  name: 'restore-user',
  since: '0.1.0',
  summary: 'make an account again that was removed',
  params,
  result: z.strictObject({}),
  tiers: [
    {
      name: 'restore-user',
      description: 'Make an account again that was removed',
      ...authenticationTo('make the account $(user) (uid $(uid)) again, with its password.$(display_groups)'),
      ...inGerman(
        'Entferntes Konto wiederherstellen',
        'das Konto $(user) (uid $(uid)) mit seinem Passwort wiederherzustellen.$(display_groups)',
      ),
      defaults: ADMINISTRATOR,
      runsAs: 'root',
    },
  ],
  risk: { readOnly: false, destructive: false, openWorld: false, killable: false, undo: false },
} as const;

/** `root` is another machine's /etc in tests */
export function defineRestoreUser(root: string): Action {
  return defineAction({ ...DEFINITION, prepare: async asked => prepare(asked, root) });
}

/** never offered to anybody: only `Undo` makes this call, with what it kept itself */
export const restoreUser = defineRestoreUser('/etc');

function prepare({ user, content }: z.infer<typeof params>, root: string) {
  const saved = parseSaved(content);
  if (saved.name !== user) throw new OperatorError('failed', 'what was kept is about another account');
  const { accounts } = readAccountDatabase(root);
  if (accounts.some(({ name, uid }) => name === user || uid === saved.uid)) {
    throw new OperatorError('failed', `there is an account ${user}, or one with uid ${saved.uid}, by now`);
  }
  const groups = saved.groups.length === 0 ? '' : ` In the groups ${saved.groups.map(display).join(' ')}.`;
  return {
    tier: 'restore-user',
    details: { user, uid: String(saved.uid), groups: saved.groups.join(' '), display_groups: groups },
    preview: { summary: `make the account ${user} (uid ${saved.uid}) again` },
    run: async (context: RunContext) => {
      context.commit();
      await restoreAccount(context, saved, root);
      return {};
    },
    release: async () => {},
  };
}
