import { posix } from 'node:path';
import { OperatorError } from '../../../interfaces/errors.js';
import type { UnitStarter } from '../units/unit-starter.js';
import type { Account, AccountDatabase } from './account-database.js';
import { runAccountProgram } from './account-program.js';

interface Running {
  readonly units: UnitStarter;
  readonly signal: AbortSignal;
}

/** directory beside homes that holds those of accounts that were removed */
const ASIDE = '.llm-os-removed';
const STAT = ['/usr/bin/stat', '--format=%F|%u|%a', '--'];
const OTHERS_WRITE = 0o022;

/** the place that a home is set aside to */
export function asidePlace({ name, home }: Account, record: string): string {
  return posix.join(posix.dirname(home), ASIDE, `${name}.${record}`);
}

/** true where there is a home that is the account's own; throws where taking it would take more */
export async function checkHome(context: Running, account: Account, database: AccountDatabase): Promise<boolean> {
  const { home, uid, name } = account;
  const clean = posix.normalize(home).replace(/\/$/, '');
  const depth = clean.split('/').length - 1;
  const others = database.accounts.filter(other => other.name !== name);
  const shared = others.find(other => posix.normalize(`${other.home}/`).startsWith(`${clean}/`));
  if (depth < 2 || shared || clean !== home) {
    throw refuse(account, shared ? `${shared.name} has its home there as well` : 'it is a part of the system');
  }
  const [kind = '', owner = ''] = await look(context, home);
  if (kind === '') return false;
  if (kind !== 'directory' || Number(owner) !== uid) throw refuse(account, 'it is no directory of that account');
  const [, parentOwner, mode = '777'] = await look(context, posix.dirname(home));
  if (parentOwner !== '0' || (Number.parseInt(mode, 8) & OTHERS_WRITE) !== 0) {
    throw refuse(account, 'others may write to the directory that it lies in');
  }
  return true;
}

async function look(context: Running, path: string): Promise<readonly string[]> {
  const said = await runAccountProgram(context, { argv: [...STAT, path], accepts: [0, 1] });
  return said.trim() === '' ? [] : said.trim().split('|');
}

export async function setAside(context: Running, home: string, place: string): Promise<void> {
  const run = (...argv: string[]) => runAccountProgram(context, { argv });
  await run(
    '/usr/bin/install',
    '--directory',
    '--mode=0700',
    '--owner=root',
    '--group=root',
    '--',
    posix.dirname(place),
  );
  await run('/usr/bin/mv', '--no-clobber', '--no-target-directory', '--', home, place);
}

function refuse({ home }: Account, why: string): OperatorError {
  return new OperatorError('not-permitted', `the home ${home} is not taken: ${why}; keep it`);
}
