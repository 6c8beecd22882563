import type { Subject } from '../call/types.js';
import type { Caller, Credentials } from './caller-cache.js';
import type { Processes } from './confinement.js';
import { findOrigin, type Origin } from './login-origin.js';
import type { BusCaller } from '../system/bus-caller.js';
import type { User, UserDatabase } from './user-database.js';

// system users above the people's range: dynamic users of systemd, nobody
const NOT_PEOPLE = [
  [61184, 65519],
  [65534, 65535],
] as const;

export interface SubjectSources {
  readonly bus: BusCaller;
  readonly users: UserDatabase;
  readonly processes: Processes;
}

/** the whole subject: account, groups, session; nothing in it comes from what the caller says */
export async function resolveSubject(
  { bus, users, processes }: SubjectSources,
  { credentials, sessions }: Caller,
  interactive: boolean,
): Promise<Subject> {
  const { sender, uid, pid } = credentials;
  const [user, origin, uidMin, confined] = await Promise.all([
    users.find(uid),
    findOrigin(bus, sessions, uid, pid),
    users.uidMin(),
    processes.confinementReason(pid, uid),
  ]);
  const ownTiersReason = ownTierRefusal(credentials, user, origin, uidMin) || confined;
  return {
    sender,
    uid,
    gid: user?.gid ?? uid,
    userName: user?.name ?? String(uid),
    home: user?.home ?? '/',
    ownTiers: ownTiersReason === '',
    ownTiersReason,
    interactive,
    session: origin.session,
    remote: origin.remote,
    ...(origin.loginUid === undefined ? {} : { loginUid: origin.loginUid }),
  };
}

// a confined process of a person's uid must not get a fresh unit outside its cage
function ownTierRefusal(credentials: Credentials, user: User | undefined, origin: Origin, uidMin: number): string {
  const { uid, label, groups } = credentials;
  if (uid === 0) return 'root gets nothing done as a person';
  if (uid < uidMin || NOT_PEOPLE.some(([from, to]) => uid >= from && uid <= to)) {
    return `uid ${uid} is not a person's`;
  }
  if (!user) return `uid ${uid} is not in the local user database`;
  if (!origin.session && !origin.manager) return 'the caller has neither a login session nor a user manager';
  if (label !== undefined && !isUnconfined(label)) return 'the caller is confined by a security module';
  if (!groups) return 'the bus does not know the groups of the caller';
  return sameGroups(groups, user.groups) ? '' : 'the groups of the caller are not those of the user database';
}

function isUnconfined(label: string): boolean {
  return label === 'unconfined' || /^[^:]+:[^:]+:unconfined_t(:|$)/.test(label);
}

function sameGroups(given: readonly number[], known: ReadonlySet<number>): boolean {
  const distinct = new Set(given);
  return distinct.size === known.size && Array.from(distinct).every(group => known.has(group));
}
