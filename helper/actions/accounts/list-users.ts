import * as z from 'zod';
import { defineAction, type Action } from '../../action/action.js';
import { askedTo, inGerman } from '../../call/prompt-texts.js';
import { groupsOf, isPerson, readAccountDatabase } from '../../system/accounts/account-database.js';
import { rightsOf } from '../../system/accounts/account-rights.js';

const MOST = 1000;

const DEFINITION = {
  name: 'list-users',
  since: '0.1.0',
  summary: 'list the accounts of the machine, with their groups and which of them give root',
  params: z.strictObject({
    all_accounts: z.boolean().optional().describe('accounts of the system as well, not only of people'),
  }),
  result: z.strictObject({
    accounts: z
      .array(
        z.strictObject({
          name: z.string().max(256),
          uid: z.uint32(),
          full_name: z.string().max(256),
          home: z.string().max(4096),
          shell: z.string().max(4096),
          groups: z.string().max(4096),
          rights: z.string().max(1024),
        }),
      )
      .max(MOST)
      .describe('one row for each: name, uid, full name, home, shell, groups, and what they give'),
    total: z.uint32().describe('how many there are'),
  }),
  tiers: [
    {
      name: 'list-users',
      description: 'List the accounts of the machine',
      ...askedTo('list the accounts of the machine.'),
      ...inGerman('Konten des Rechners auflisten', 'die Konten des Rechners aufzulisten.'),
      defaults: { any: 'yes', inactive: 'yes', active: 'yes' },
      runsAs: 'root',
    },
  ],
  risk: { readOnly: true, destructive: false, openWorld: false, killable: true, undo: false },
} as const;

/** `root` is another machine's /etc in tests */
export function defineListUsers(root: string): Action {
  return defineAction({
    ...DEFINITION,
    prepare: async ({ all_accounts: system = false }) => ({
      tier: 'list-users',
      details: { all_accounts: String(system) },
      preview: { summary: system ? 'list all accounts' : 'list the accounts of people' },
      run: async () => listed(root, system),
      release: async () => {},
    }),
  });
}

export const listUsers = defineListUsers('/etc');

// files that everybody may read
function listed(root: string, system: boolean) {
  const database = readAccountDatabase(root);
  const found = database.accounts.filter(account => system || isPerson(database, account));
  const rows = found.slice(0, MOST).map(({ name, uid, fullName, home, shell, gid }) => {
    const primary = database.groups.find(group => group.gid === gid)?.name;
    const groups = [...new Set([...(primary === undefined ? [] : [primary]), ...groupsOf(database, name)])];
    const rights = groups.flatMap(group => (rightsOf(group) === '' ? [] : [`${group} ${rightsOf(group)}`]));
    return {
      name: name.slice(0, 256),
      uid,
      full_name: fullName.slice(0, 256),
      home: home.slice(0, 4096),
      shell: shell.slice(0, 4096),
      groups: groups.join(' ').slice(0, 4096),
      rights: rights.join(', ').slice(0, 1024),
    };
  });
  return { accounts: rows, total: found.length };
}
