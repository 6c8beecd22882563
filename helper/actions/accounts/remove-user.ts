import * as z from 'zod';
import { accountName } from '../../accounts/names.js';
import { display } from '../../../interfaces/display.js';
import { OperatorError } from '../../../interfaces/errors.js';
import { defineAction, type Action } from '../../action/action.js';
import { ADMINISTRATOR } from '../../call/defaults.js';
import type { PrepareContext, RunContext } from '../../call/context.js';
import { authenticationTo, inGerman } from '../../call/prompt-texts.js';
import { findAccount, readAccountDatabase, type Account } from '../../system/accounts/account-database.js';
import { runAccountProgram } from '../../system/accounts/account-program.js';
import { refuseForeignAccount, refuseLastAdministrator } from '../../system/accounts/account-rights.js';
import { asidePlace, checkHome, setAside } from '../../system/accounts/homes.js';
import { saveAccount } from '../../system/accounts/saved-account.js';
import { readPower } from '../../system/power/power-state.js';

const HOMES = ['keep', 'set_aside', 'delete'] as const;

const params = z.strictObject({
  user: accountName.describe('the account'),
  home_files: z
    .enum(HOMES)
    .optional()
    .describe('its home: keep leaves it, set_aside moves it to where only root sees it; keep unless given'),
});

type Params = z.infer<typeof params>;

const texts = authenticationTo('remove the account $(user) (uid $(uid)).$(display_home)');

const DEFINITION = {
  name: 'remove-user',
  since: '0.1.0',
  summary: 'remove an account; its home is kept, set aside or deleted',
  headline: 'remove the account {user}',
  params,
  result: z.strictObject({
    user: z.string().max(64).describe('the account that is gone'),
    home: z.string().max(512).describe('where its home is now, empty where it is gone'),
  }),
  tiers: [
    {
      name: 'remove-user',
      description: 'Remove an account',
      ...texts,
      ...inGerman('Konto entfernen', 'das Konto $(user) (uid $(uid)) zu entfernen.$(display_home)'),
      defaults: ADMINISTRATOR,
      runsAs: 'root',
    },
    {
      name: 'remove-user-and-home',
      description: 'Remove an account and delete its home for good',
      ...texts,
      ...inGerman(
        'Konto entfernen und seine Daten endgültig löschen',
        'das Konto $(user) (uid $(uid)) mit seinen Daten zu entfernen.$(display_home)',
      ),
      defaults: ADMINISTRATOR,
      runsAs: 'root',
      alone: true,
    },
  ],
  risk: { readOnly: false, destructive: true, openWorld: false, killable: false, undo: true },
} as const;

/** `root` is another machine's /etc in tests */
export function defineRemoveUser(root: string): Action {
  return defineAction({
    ...DEFINITION,
    effects: () => ({ paths: ['/etc/passwd', '/etc/group', '/etc/shadow', '/etc/gshadow'] }),
    prepare: (asked, context) => prepare(asked, context, root),
  });
}

export const removeUser = defineRemoveUser('/etc');

async function prepare(asked: Params, context: PrepareContext, root: string) {
  const { account, home } = await inspect(asked, context, root);
  const fate = fateOf(home, account);
  return {
    tier: home === 'delete' ? 'remove-user-and-home' : 'remove-user',
    details: { user: account.name, uid: String(account.uid), home, display_home: ` ${fate}` },
    preview: {
      summary: `remove the account ${account.name} (uid ${account.uid})`,
      note: `${fate} files elsewhere stay, and belong to the number ${account.uid}`,
      undo: home === 'delete' ? 'no: its home is deleted' : 'yes: the same number, groups and password again',
    },
    pinned: { home_path: account.home },
    run: (running: RunContext) => act(asked, { account, home }, running, root),
    release: async () => {},
  };
}

function fateOf(home: Inspection['home'], account: Account): string {
  const path = display(account.home);
  if (home === 'delete') return `Its home ${path} and its mail are deleted for good.`;
  return home === 'set_aside' ? `Its home ${path} is set aside.` : `Its home ${path} stays.`;
}

interface Inspection {
  readonly account: Account;
  readonly home: (typeof HOMES)[number];
}

async function inspect(
  { user, home_files: home = 'keep' }: Params,
  context: PrepareContext,
  root: string,
): Promise<Inspection> {
  const database = readAccountDatabase(root);
  const account = findAccount(database, user);
  refuseForeignAccount(database, account, 'removed', context.subject.uid);
  refuseLastAdministrator(database, user);
  const { uids } = await readPower(context.bus);
  if (uids.has(account.uid)) {
    throw new OperatorError(
      'failed',
      `${user} is logged in: it is not removed under somebody who works; ask again later`,
    );
  }
  const there = home !== 'keep' && (await checkHome(context, account, database));
  return { account, home: there ? home : 'keep' };
}

async function act(asked: Params, shown: Inspection, context: RunContext, root: string) {
  const { account, home } = await inspect(asked, context, root);
  const { name, uid } = shown.account;
  if (account.uid !== uid || account.home !== shown.account.home || home !== shown.home) {
    throw new OperatorError('failed', `the account ${name} was changed meanwhile: nothing was done, ask again`);
  }
  const aside = home === 'set_aside' ? asidePlace(account, context.record) : '';
  const saved = await saveAccount(context, name, aside, root);
  context.commit();
  if (home !== 'delete') {
    const bytes = Buffer.from(JSON.stringify(saved));
    await context.saveUndo({ action: 'restore-user', params: { user: name }, bytes, expect: {} });
  }
  const options = home === 'delete' ? ['--remove'] : [];
  // 12: the account is gone, and a part of its home is not
  await runAccountProgram(context, { argv: ['/usr/sbin/userdel', ...options, '--', name], accepts: [0, 12] });
  if (aside !== '') await setAside(context, account.home, aside);
  return { user: name, home: home === 'delete' ? '' : aside === '' ? account.home : aside };
}
