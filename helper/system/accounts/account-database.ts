import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { OperatorError } from '../../../interfaces/errors.js';

export interface Account {
  readonly name: string;
  readonly uid: number;
  readonly gid: number;
  readonly fullName: string;
  readonly home: string;
  readonly shell: string;
}

export interface Group {
  readonly name: string;
  readonly gid: number;
  readonly members: readonly string[];
}

/** accounts and groups of the machine's own files; those of a directory on the network are not among them */
export interface AccountDatabase {
  readonly accounts: readonly Account[];
  readonly groups: readonly Group[];
  readonly shells: readonly string[];
  /** first and last uid of people */
  readonly people: readonly [number, number];
}

const PEOPLE = [1000, 60_000] as const;

/** `root` is another machine's /etc in tests */
export function readAccountDatabase(root = '/etc'): AccountDatabase {
  const read = (name: string) => readText(join(root, name));
  return {
    accounts: rows(read('passwd'), 7).map(([name = '', , uid, gid, gecos = '', home = '', shell = '']) => {
      const [fullName = ''] = gecos.split(',');
      return { name, uid: Number(uid), gid: Number(gid), fullName, home, shell };
    }),
    groups: rows(read('group'), 4).map(([name = '', , gid, members = '']) => {
      return { name, gid: Number(gid), members: members.split(',').filter(member => member !== '') };
    }),
    shells: read('shells')
      .split('\n')
      .filter(line => line.startsWith('/')),
    people: [definedIn(read('login.defs'), 'UID_MIN', PEOPLE[0]), definedIn(read('login.defs'), 'UID_MAX', PEOPLE[1])],
  };
}

/** throws where the machine's own files have no such account */
export function findAccount({ accounts }: AccountDatabase, name: string): Account {
  const found = accounts.find(account => account.name === name);
  if (found) return found;
  throw new OperatorError('failed', `this machine has no account ${name} in its own files (/etc/passwd)`);
}

/** throws where the machine's own files have no such group */
export function findGroup({ groups }: AccountDatabase, name: string): Group {
  const found = groups.find(group => group.name === name);
  if (found) return found;
  throw new OperatorError('failed', `this machine has no group ${name} in its own files (/etc/group)`);
}

/** names of the groups that an account is in, its primary one left out */
export function groupsOf({ groups }: AccountDatabase, name: string): readonly string[] {
  return groups.filter(({ members }) => members.includes(name)).map(group => group.name);
}

export function isPerson({ people: [first, last] }: AccountDatabase, { uid }: Pick<Account, 'uid'>): boolean {
  return uid >= first && uid <= last;
}

function rows(text: string, columns: number): readonly (readonly string[])[] {
  const lines = text.split('\n').map(line => line.split(':'));
  return lines.filter(row => row.length === columns && /^\d+$/.test(row[2] ?? ''));
}

function definedIn(text: string, name: string, otherwise: number): number {
  return Number(new RegExp(`^${name}\\s+(\\d+)`, 'm').exec(text)?.[1] ?? otherwise);
}

function readText(path: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return '';
  }
}
