import { OperatorError } from '../../../interfaces/errors.js';
import { groupsOf, isPerson, type Account, type AccountDatabase } from './account-database.js';

const ROOT = 'gives root';

/** groups that give more than they say */
const RIGHTS: Readonly<Record<string, string>> = {
  ...Object.fromEntries(
    ['root', 'sudo', 'wheel', 'admin', 'docker', 'lxd', 'incus', 'incus-admin', 'libvirt', 'disk', 'shadow'].map(
      name => [name, ROOT],
    ),
  ),
  kvm: 'gives virtual machines',
  adm: 'lets read all logs',
  'systemd-journal': 'lets read all logs',
  kmem: ROOT,
  tty: "lets write to other people's terminals",
};

const ADMINISTRATORS = ['sudo', 'wheel', 'admin'];

/** words for what a group gives beside its files; empty for an ordinary one */
export function rightsOf(group: string): string {
  return Object.hasOwn(RIGHTS, group) ? (RIGHTS[group] ?? '') : '';
}

/** the group of administrators of this machine */
export function administratorGroup({ groups }: AccountDatabase): string | undefined {
  return ADMINISTRATORS.find(name => groups.some(group => group.name === name));
}

/** refuses what would leave the machine without an administrator: `losing` stands for the groups that `name` loses */
export function refuseLastAdministrator(database: AccountDatabase, name: string, losing?: readonly string[]): void {
  const held = groupsOf(database, name).filter(group => ADMINISTRATORS.includes(group));
  if (held.length === 0 || (losing && !held.every(group => losing.includes(group)))) return;
  const others = database.accounts.filter(
    account =>
      account.name !== name &&
      isPerson(database, account) &&
      groupsOf(database, account.name).some(group => ADMINISTRATORS.includes(group)),
  );
  if (others.length > 0) return;
  throw new OperatorError(
    'not-permitted',
    `${name} is the last administrator of this machine: nobody could manage it any more; make another one first`,
  );
}

/** refuses accounts of the system, root's among them, and the caller's own */
export function refuseForeignAccount(database: AccountDatabase, account: Account, verb: string, caller: number): void {
  if (!isPerson(database, account)) {
    throw new OperatorError(
      'not-permitted',
      `${account.name} (uid ${account.uid}) is an account of the system, not of a person: it is not ${verb}`,
    );
  }
  if (account.uid === caller) {
    throw new OperatorError('not-permitted', `${account.name} is your own account: it is not ${verb} by yourself`);
  }
}
