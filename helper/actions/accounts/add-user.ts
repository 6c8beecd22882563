import * as z from 'zod';
import { accountName, groupName } from '../../accounts/names.js';
import { display } from '../../../interfaces/display.js';
import { OperatorError } from '../../../interfaces/errors.js';
import { defineAction, type Action } from '../../action/action.js';
import { text } from '../../action/parameters.js';
import { ADMINISTRATOR } from '../../call/defaults.js';
import type { RunContext } from '../../call/context.js';
import { authenticationTo, inGerman } from '../../call/prompt-texts.js';
import { findAccount, findGroup, readAccountDatabase } from '../../system/accounts/account-database.js';
import { administratorGroup, rightsOf } from '../../system/accounts/account-rights.js';
import { runAccountProgram } from '../../system/accounts/account-program.js';

const params = z.strictObject({
  user: accountName.describe('name of the new account'),
  full_name: text(100)
    .regex(/^[^:,=\p{C}\p{Z}]+( [^:,=\p{C}\p{Z}]+)*$/u, 'expected a name without colon, comma and equals sign')
    .optional()
    .describe('name of the person'),
  administrator: z.boolean().optional().describe('may do everything by sudo; false unless given'),
  login_shell: z
    .string()
    .max(128)
    .regex(/^\/[A-Za-z0-9_./-]+$/, 'expected the absolute path of a shell')
    .optional()
    .describe('login shell; bash unless given'),
  groups: z.array(groupName).max(16).optional().describe('further groups'),
});

type Params = z.infer<typeof params>;

const texts = authenticationTo('create the account $(display_account).$(display_rights)');

const DEFINITION = {
  name: 'add-user',
  since: '0.1.0',
  summary: 'create an account, without a password yet',
  headline: 'create the account {user}',
  params,
  result: z.strictObject({
    user: z.string().max(64).describe('name of the account'),
    uid: z.uint32().describe('its number'),
    home: z.string().max(256).describe('its home'),
    advice: z.string().max(256).describe('what is left to do before anybody can log in'),
  }),
  tiers: [
    {
      name: 'add-user',
      description: 'Create an account',
      ...texts,
      ...inGerman('Konto anlegen', 'das Konto $(display_account) anzulegen.$(display_rights)'),
      defaults: ADMINISTRATOR,
      runsAs: 'root',
    },
    {
      name: 'add-privileged-user',
      description: 'Create an account with the rights of root',
      ...texts,
      ...inGerman(
        'Konto mit Rechten von root anlegen',
        'das Konto $(display_account) mit besonderen Rechten anzulegen.$(display_rights)',
      ),
      defaults: ADMINISTRATOR,
      runsAs: 'root',
      alone: true,
    },
  ],
  risk: { readOnly: false, destructive: false, openWorld: false, killable: false, undo: true },
} as const;

/** `root` is another machine's /etc in tests */
export function defineAddUser(root: string): Action {
  return defineAction({
    ...DEFINITION,
    effects: () => ({ paths: ['/etc/passwd', '/etc/group', '/etc/shadow', '/etc/gshadow'] }),
    prepare: async asked => prepare(asked, root),
  });
}

export const addUser = defineAddUser('/etc');

interface Wish {
  readonly user: string;
  readonly fullName: string;
  readonly shell: string;
  readonly groups: readonly string[];
}

function prepare(asked: Params, root: string) {
  const wish = inspect(asked, root);
  const { user, fullName, shell, groups } = wish;
  const rights = groups.flatMap(group => (rightsOf(group) === '' ? [] : [`${group} ${rightsOf(group)}`]));
  const parts = [
    fullName === '' ? '' : `for ${display(fullName)}`,
    `with shell ${display(shell)}`,
    groups.length === 0 ? '' : `in the groups ${groups.join(' ')}`,
  ].filter(Boolean);
  return {
    tier: rights.length > 0 ? 'add-privileged-user' : 'add-user',
    details: {
      user,
      full_name: fullName,
      shell,
      groups: groups.join(' '),
      display_account: `${user} (${parts.join(', ')})`,
      display_rights: rights.length === 0 ? '' : ` The group ${rights.join(', the group ')}.`,
    },
    preview: {
      summary: `create the account ${user}, ${parts.join(', ')}`,
      note: adviceFor(user),
      undo: 'yes: removes it, and sets its home aside',
    },
    run: (context: RunContext) => act(asked, wish, context, root),
    release: async () => {},
  };
}

function adviceFor(user: string): string {
  return `it has no password, so nobody can log in with it yet: an administrator sets one with passwd ${user}`;
}

function inspect(asked: Params, root: string): Wish {
  const { user, full_name: fullName = '', administrator = false, groups = [] } = asked;
  const database = readAccountDatabase(root);
  const { accounts, groups: there, shells } = database;
  if (accounts.some(({ name }) => name === user)) throw failed(`there is an account ${user} already`);
  // a group of the same name would become the person's own, with all that belongs to it
  if (there.some(({ name }) => name === user))
    throw failed(`there is a group ${user} already: it belongs to something else`);
  const sudo = administrator ? administratorGroup(database) : undefined;
  if (administrator && sudo === undefined) throw failed('this machine has no group of administrators: install sudo');
  for (const group of groups) findGroup(database, group);
  const bash = shells.includes('/bin/bash') ? '/bin/bash' : '/bin/sh';
  const shell = asked.login_shell ?? bash;
  const known = [...shells, '/usr/sbin/nologin', '/bin/false', '/bin/sh'];
  if (!known.includes(shell)) throw failed(`${shell} is no login shell of this machine: see /etc/shells`);
  const all = [...new Set([...groups, ...(sudo === undefined ? [] : [sudo])])].toSorted();
  return { user, fullName, shell, groups: all };
}

async function act(asked: Params, { user, fullName, shell, groups }: Wish, context: RunContext, root: string) {
  inspect(asked, root);
  context.commit();
  const back = { user, home_files: 'set_aside' };
  await context.saveUndo({ action: 'remove-user', params: back, expect: { user } });
  await runAccountProgram(context, {
    argv: [
      '/usr/sbin/useradd',
      '--create-home',
      // some systems leave a new home open to everybody
      '--key=HOME_MODE=0700',
      '--user-group',
      `--shell=${shell}`,
      ...(fullName === '' ? [] : [`--comment=${fullName}`]),
      ...(groups.length === 0 ? [] : [`--groups=${groups.join(',')}`]),
      '--',
      user,
    ],
  });
  const { uid, home } = findAccount(readAccountDatabase(root), user);
  await context.saveUndo({ action: 'remove-user', params: back, expect: { user, uid: String(uid) } });
  return { user, uid, home, advice: adviceFor(user) };
}

function failed(reason: string): OperatorError {
  return new OperatorError('failed', reason);
}
