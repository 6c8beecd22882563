import type { Account, Host } from '../environment/environment.js';

// administrators' groups in the polkit rules of debian, fedora and distributions made from them
const DAY_MS = 24 * 3600 * 1000;
const ADMIN_GROUPS = ['sudo', 'wheel', 'admin'];

export type AccountState = 'usable' | 'locked' | 'must-change' | 'expired' | 'unknown';

/** whether one's own account has a password that could be typed; the only account one may ask about */
export async function ownAccountState(host: Account): Promise<AccountState> {
  const result = await host.runProgram('passwd', ['-S', host.userName], { timeoutMs: 5000 }).catch(() => undefined);
  const state = result?.stdout.trim().split(/\s+/)[1];
  if (state === 'P' || state === 'PS') return await expiryOf(host);
  return state === 'L' || state === 'LK' || state === 'NP' ? 'locked' : 'unknown';
}

// pam takes the right password and then says that it does not do any more
async function expiryOf(host: Account): Promise<AccountState> {
  const argv = ['LC_ALL=C', 'LANGUAGE=', 'chage', '-l', host.userName];
  const result = await host.runProgram('env', argv, { timeoutMs: 5000 }).catch(() => undefined);
  const dates = new Map(
    result?.stdout
      .split('\n')
      .map(line => line.split(/\s*:\s*/))
      .map(([key = '', value = '']) => [key, value]),
  );
  if (isPast(dates.get('Account expires'))) return 'expired';
  const password = dates.get('Password expires') ?? '';
  return password.includes('must be changed') || isPast(password) ? 'must-change' : 'usable';
}

// `never` and whatever else is no date is not over
function isPast(date = ''): boolean {
  return Date.parse(`${date} UTC`) < Date.now() - DAY_MS;
}

/** why no password that is typed would count, and what to do; empty where one may */
export async function accountProblem(host: Account): Promise<string> {
  const { userName } = host;
  switch (await ownAccountState(host)) {
    case 'locked':
      return `the account ${userName} has no password that could be typed (it is locked).\nSet one: sudo passwd ${userName}`;
    case 'must-change':
      return 'your password has expired.\nChange it with passwd, then ask again';
    case 'expired':
      return `the account ${userName} has expired.\nLet an administrator renew it: sudo chage -E -1 ${userName}`;
    case 'usable':
    case 'unknown':
      return '';
  }
}

/** members of the groups that polkit asks for administrators' passwords; empty where the accounts can't be read */
export async function administrators(host: Account): Promise<string[]> {
  const members = new Set<string>();
  for (const group of ADMIN_GROUPS) {
    const result = await host.runProgram('getent', ['group', group], { timeoutMs: 5000 }).catch(() => undefined);
    for (const name of result?.stdout.trim().split(':')[3]?.split(',') ?? []) if (name !== '') members.add(name);
  }
  return [...members];
}

/**
 * a prompt that no answer could satisfy is said instead of asked; `undefined` where somebody may be able to.
 * `self`: some step asks for the caller's own password, and not for an administrator's
 */
export async function checkAnswerable(host: Host, self: boolean): Promise<string | undefined> {
  // a desktop may know other ways than a password, a finger for one
  const problem = host.desktop ? '' : await accountProblem(host);
  if (problem === '') return undefined;
  const admins = await administrators(host);
  const alone = admins.length === 1 && admins[0] === host.userName;
  if (!self && !alone) return undefined;
  return (
    `no password would be accepted, so nothing was run: ${problem}\n` +
    'or let an administrator allow named actions to a group: /usr/share/doc/llm-os/examples/50-llmos.rules.example'
  );
}
