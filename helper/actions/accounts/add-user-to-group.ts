import * as z from 'zod';
import { accountName, groupName } from '../../accounts/names.js';
import { display } from '../../../interfaces/display.js';
import { OperatorError } from '../../../interfaces/errors.js';
import { defineAction, type Action } from '../../action/action.js';
import { ADMINISTRATOR } from '../../call/defaults.js';
import type { RunContext } from '../../call/context.js';
import { authenticationTo, inGerman } from '../../call/prompt-texts.js';
import { findAccount, findGroup, isPerson, readAccountDatabase } from '../../system/accounts/account-database.js';
import { refuseLastAdministrator, rightsOf } from '../../system/accounts/account-rights.js';
import { runAccountProgram } from '../../system/accounts/account-program.js';

const params = z.strictObject({
  user: accountName.describe('the account'),
  group: groupName.describe('the group'),
  take_out: z.boolean().optional().describe('take it out of the group instead'),
});

type Params = z.infer<typeof params>;

const texts = authenticationTo('$(display_what).$(display_rights)');

const DEFINITION = {
  name: 'add-user-to-group',
  since: '0.1.0',
  summary: 'put an account into a group, or take it out',
  headline: 'change the membership of {user} in {group}',
  params,
  result: z.strictObject({
    member: z.boolean().describe('true where the account is in the group now'),
    applies: z.string().max(64).describe('from when on it holds'),
  }),
  tiers: [
    {
      name: 'change-group-members',
      description: 'Change who is in a group',
      ...texts,
      ...inGerman('Mitglieder einer Gruppe ändern', 'eine Gruppe zu ändern: $(display_what).$(display_rights)'),
      defaults: ADMINISTRATOR,
      runsAs: 'root',
    },
    {
      name: 'change-privileged-group-members',
      description: 'Put an account into a group that gives the rights of root',
      ...texts,
      ...inGerman(
        'Konto in eine Gruppe mit Rechten von root aufnehmen',
        'eine Gruppe mit besonderen Rechten zu ändern: $(display_what).$(display_rights)',
      ),
      defaults: ADMINISTRATOR,
      runsAs: 'root',
      alone: true,
    },
  ],
  risk: { readOnly: false, destructive: false, openWorld: false, killable: false, undo: true },
} as const;

/** `root` is another machine's /etc in tests */
export function defineAddUserToGroup(root: string): Action {
  return defineAction({
    ...DEFINITION,
    effects: () => ({ paths: ['/etc/group', '/etc/gshadow'] }),
    prepare: async asked => prepare(asked, root),
  });
}

export const addUserToGroup = defineAddUserToGroup('/etc');

function prepare(asked: Params, root: string) {
  const { user, group, take_out: remove = false } = asked;
  const { account, member, gid } = inspect(asked, root);
  const rights = remove ? '' : rightsOf(group);
  const verb = remove ? 'take' : 'put';
  const way = remove ? 'out of' : 'into';
  const what = `${verb} ${display(user)} ${way} the group ${display(group)}`;
  return {
    tier: rights === '' ? 'change-group-members' : 'change-privileged-group-members',
    details: {
      user,
      group,
      take_out: String(remove),
      rights,
      display_what: what,
      display_rights: rights === '' ? '' : ` That group ${rights}.`,
    },
    preview: {
      summary: `${what}${rights === '' ? '' : `, which ${rights}`}`,
      present: member ? 'in the group' : 'not in the group',
      new: remove ? 'not in the group' : 'in the group',
      applies: 'from the next login on',
      undo: member === remove ? 'yes' : 'no: nothing changes',
      ...(member !== remove && { note: 'it is so already: nothing changes' }),
    },
    pinned: { member: String(member), uid: String(account.uid), gid: String(gid) },
    run: (context: RunContext) => act(asked, member, context, root),
    release: async () => {},
  };
}

function inspect({ user, group, take_out: remove = false }: Params, root: string) {
  const database = readAccountDatabase(root);
  const account = findAccount(database, user);
  const { gid, members } = findGroup(database, group);
  if (rightsOf(group) !== '' && !isPerson(database, account)) {
    throw new OperatorError(
      'not-permitted',
      `${user} (uid ${account.uid}) is an account of the system: it gets no group that ${rightsOf(group)}`,
    );
  }
  if (remove && account.gid === gid) {
    throw new OperatorError('failed', `${group} is the primary group of ${user}: it cannot be taken out of it`);
  }
  const member = members.includes(user);
  if (remove && member) refuseLastAdministrator(database, user, [group]);
  return { account, member, gid };
}

async function act(asked: Params, before: boolean, context: RunContext, root: string) {
  const { user, group, take_out: remove = false } = asked;
  if (inspect(asked, root).member !== before) {
    throw new OperatorError('failed', `the group ${group} was changed meanwhile: nothing was done, ask again`);
  }
  const applies = 'from the next login on';
  if (before !== remove) return { member: before, applies };
  context.commit();
  const back = { user, group, ...(!remove && { take_out: true }) };
  await context.saveUndo({ action: 'add-user-to-group', params: back, expect: { member: String(!remove) } });
  await runAccountProgram(context, { argv: ['/usr/bin/gpasswd', remove ? '-d' : '-a', user, group] });
  return { member: inspect({ user, group }, root).member, applies };
}
