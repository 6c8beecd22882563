import { ACTION_ID_PREFIX } from '../../../interfaces/names.js';
import type { Host } from '../environment/environment.js';

// tiers that ask for the caller's own password; all others ask for an administrator's
const SELF = new Set(['read-own-file', 'create-own-startup-file', 'overwrite-own-file', 'exec-as-caller']);
// what debian, fedora and their kin name in polkit's own rules
const ADMIN_GROUPS = ['sudo', 'wheel', 'admin'];

export type AccountState = 'usable' | 'locked' | 'unknown';

/** whether one's own account has a password that could be typed; the only account one may ask about */
export async function ownAccountState(host: Host): Promise<AccountState> {
  const result = await host.runProgram('passwd', ['-S', host.userName], { timeoutMs: 5000 }).catch(() => undefined);
  const state = result?.stdout.trim().split(/\s+/)[1];
  if (state === 'P' || state === 'PS') return 'usable';
  return state === 'L' || state === 'LK' || state === 'NP' ? 'locked' : 'unknown';
}

/** members of the groups that polkit asks for administrators' passwords; empty where the accounts can't be read */
export async function administrators(host: Host): Promise<string[]> {
  const members = new Set<string>();
  for (const group of ADMIN_GROUPS) {
    const result = await host.runProgram('getent', ['group', group], { timeoutMs: 5000 }).catch(() => undefined);
    for (const name of result?.stdout.trim().split(':')[3]?.split(',') ?? []) if (name !== '') members.add(name);
  }
  return [...members];
}

/** a prompt that no answer could satisfy is said instead of asked; `undefined` where somebody may be able to */
export async function checkAnswerable(host: Host, actionIds: readonly string[]): Promise<string | undefined> {
  // a desktop may know other ways than a password, a finger for one
  if (host.desktop || (await ownAccountState(host)) !== 'locked') return undefined;
  const self = actionIds.some(id => SELF.has(id.slice(ACTION_ID_PREFIX.length)));
  const admins = await administrators(host);
  const alone = admins.length === 1 && admins[0] === host.userName;
  if (!self && !alone) return undefined;
  return (
    `a password is needed, but the account ${host.userName} has none that could be typed (it is locked), ` +
    `so no answer would be right; nothing was run.\n` +
    `Set one: sudo passwd ${host.userName}\n` +
    'or let an administrator allow named actions to a group: /usr/share/doc/llm-os/examples/50-llmos.rules.example'
  );
}
