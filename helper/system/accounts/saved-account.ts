import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { OperatorError } from '../../../interfaces/errors.js';
import type { UnitStarter } from '../units/unit-starter.js';
import { findAccount, groupsOf, readAccountDatabase } from './account-database.js';
import { runAccountProgram } from './account-program.js';

interface Running {
  readonly units: UnitStarter;
  readonly signal: AbortSignal;
}

export type Range = readonly [first: number, count: number];

/** all of an account that its files say, its password's hash among it: kept beside a record, never in it or shown */
export interface SavedAccount {
  readonly name: string;
  readonly uid: number;
  readonly gid: number;
  readonly gecos: string;
  readonly home: string;
  readonly shell: string;
  readonly groups: readonly string[];
  /** the group of the same name, which goes with the account */
  readonly ownGroup: boolean;
  /** fields of /etc/shadow from the hash on */
  readonly shadow: readonly string[];
  readonly subUids: readonly Range[];
  readonly subGids: readonly Range[];
  /** place that its home was moved to; empty where it stayed */
  readonly aside: string;
}

/** reads it as root; `root` is another machine's /etc in tests */
export async function saveAccount(context: Running, user: string, aside: string, root: string): Promise<SavedAccount> {
  const database = readAccountDatabase(root);
  const { name, uid, gid, home, shell } = findAccount(database, user);
  const passwd = await runAccountProgram(context, { argv: ['/usr/bin/getent', 'passwd', user] });
  const shadow = await runAccountProgram(context, { argv: ['/usr/bin/getent', 'shadow', user] });
  const own = database.groups.find(group => group.name === user);
  return {
    name,
    uid,
    gid,
    home,
    shell,
    aside,
    gecos: passwd.split(':')[4] ?? '',
    groups: [...groupsOf(database, user)],
    ownGroup: own !== undefined && own.gid === gid,
    shadow: shadow.trimEnd().split(':').slice(1),
    subUids: rangesOf(root, 'subuid', user),
    subGids: rangesOf(root, 'subgid', user),
  };
}

/** makes it again as it was; throws where its name or number is taken by now */
export async function restoreAccount(context: Running, saved: SavedAccount, root: string): Promise<void> {
  const { name, uid, gid, gecos, home, shell, groups, ownGroup, shadow, aside } = saved;
  const database = readAccountDatabase(root);
  if (database.accounts.some(account => account.name === name || account.uid === uid)) {
    throw new OperatorError('failed', `there is an account ${name}, or one with uid ${uid}, by now: nothing was done`);
  }
  const there = new Set(database.groups.map(group => group.name));
  const run = (...argv: string[]) => runAccountProgram(context, { argv });
  if (ownGroup && !there.has(name)) await run('/usr/sbin/groupadd', `--gid=${gid}`, '--', name);
  const kept = groups.filter(group => there.has(group));
  await run(
    '/usr/sbin/useradd',
    `--uid=${uid}`,
    `--gid=${gid}`,
    '--no-create-home',
    '--no-user-group',
    `--home-dir=${home}`,
    `--shell=${shell}`,
    `--comment=${gecos}`,
    ...(kept.length === 0 ? [] : [`--groups=${kept.join(',')}`]),
    '--',
    name,
  );
  const [hash = ''] = shadow;
  // in the text that it reads, since arguments are seen by everybody
  if (hash !== '!')
    await runAccountProgram(context, { argv: ['/usr/sbin/chpasswd', '--encrypted'], stdin: `${name}:${hash}\n` });
  await restoreAging(context, saved);
  await restoreRanges(context, saved, root);
  if (aside !== '') await run('/usr/bin/mv', '--no-clobber', '--no-target-directory', '--', aside, home);
}

async function restoreAging(context: Running, { name, shadow }: SavedAccount): Promise<void> {
  const [, last = '', least = '', most = '', warn = '', inactive = '', expires = ''] = shadow;
  const options = { lastday: last, mindays: least, maxdays: most, warndays: warn, inactive, expiredate: expires };
  const said = Object.entries(options).map(([option, days]) => `--${option}=${days === '' ? -1 : days}`);
  await runAccountProgram(context, { argv: ['/usr/bin/chage', ...said, name] });
}

/** useradd gives a range of its own choice: it is changed to the one from before */
async function restoreRanges(context: Running, { name, subUids, subGids }: SavedAccount, root: string): Promise<void> {
  const options = [
    ...rangeOptions('uids', rangesOf(root, 'subuid', name), subUids),
    ...rangeOptions('gids', rangesOf(root, 'subgid', name), subGids),
  ];
  if (options.length > 0) await runAccountProgram(context, { argv: ['/usr/sbin/usermod', ...options, '--', name] });
}

function rangeOptions(kind: 'uids' | 'gids', now: readonly Range[], before: readonly Range[]): string[] {
  const text = ([start, count]: Range) => `${start}-${start + count - 1}`;
  const same = new Set(before.map(text));
  const given = new Set(now.map(text));
  return [
    ...[...given].filter(one => !same.has(one)).map(one => `--del-sub${kind}=${one}`),
    ...[...same].filter(one => !given.has(one)).map(one => `--add-sub${kind}=${one}`),
  ];
}

function rangesOf(root: string, file: string, name: string): Range[] {
  const lines = readText(join(root, file)).split('\n');
  return lines.flatMap(line => {
    const [owner, start, count] = line.split(':');
    return owner === name ? [[Number(start), Number(count)] satisfies Range] : [];
  });
}

function readText(path: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return '';
  }
}
