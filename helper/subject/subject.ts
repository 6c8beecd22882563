import type { Subject } from '../call/types.js';
import type { Caller, Credentials } from './caller-cache.js';
import type { ProcessInspector } from './confinement.js';
import { findOrigin, type Origin } from './login-origin.js';
import type { BusCaller } from '../system/bus-caller.js';
import type { User, UserDatabase } from './user-database.js';

// system users above the people's range: dynamic users of systemd, nobody
const DYNAMIC = [61184, 65519] as const;
const NOT_PEOPLE = [DYNAMIC, [65534, 65535]] as const;

const GONE = 'the process that connected to the bus has ended, or is not known';

export interface SubjectSources {
  readonly bus: BusCaller;
  readonly users: UserDatabase;
  readonly processes: ProcessInspector;
}

/** the whole subject: account, groups, session; nothing in it comes from what the caller says */
export async function resolveSubject(
  { bus, users, processes }: SubjectSources,
  caller: Caller,
  interactive: boolean,
): Promise<Subject> {
  const { credentials, sessions, process } = caller;
  const { sender, uid } = credentials;
  const [user, found, uidMin, confined] = await Promise.all([
    users.find(uid),
    findOrigin(bus, sessions, uid, process),
    users.uidMin(),
    processes.confinementReason(process?.pid, uid),
  ]);
  // last: only then was all of it read of the process that made the connection
  const there = await caller.isStillThere();
  const origin = there ? found : await findOrigin(bus, sessions, uid, undefined);
  const ownTiersReason = ownTierRefusal(credentials, user, origin, uidMin) || (there ? confined : GONE);
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
  return whyOtherGroups(groups, user);
}

function isUnconfined(label: string): boolean {
  return label === 'unconfined' || /^[^:]+:[^:]+:unconfined_t(:|$)/.test(label);
}

// fewer are those of an older login, and newgrp gives every member the rest; one more is a right that a fresh unit of the
// person would not have
function whyOtherGroups(given: readonly number[], { groups }: User): string {
  const further = given.filter(group => !groups.has(group));
  if (further.length === 0) return '';
  const named = Array.from(new Set(further)).slice(0, 8).join(', ');
  return `the caller has groups that /etc/group does not give to its user (${named}): if you were taken out of one, log in again`;
}

/** systemd gives the number to another service once this one has ended: what it left behind is nobody's own */
export function isPassedOn(uid: number): boolean {
  return uid >= DYNAMIC[0] && uid <= DYNAMIC[1];
}
