import type { Subject } from './action.js';
import { callDaemon } from './bus-connection.js';
import { findOrigin, type Origin } from './login-origin.js';
import type { BusCaller } from './system/bus-caller.js';
import type { User, UserDatabase } from './user-database.js';
import { OperatorError } from '../interfaces/errors.js';
import { isTagged } from '../interfaces/signature.js';

/** what the bus itself knows of a connection */
export interface Credentials {
  readonly sender: string;
  readonly uid: number;
  readonly pid: number | undefined;
  readonly groups: readonly number[] | undefined;
  readonly label: string | undefined;
}

// system users above the people's range: dynamic users of systemd, nobody
const NOT_PEOPLE = [
  [61184, 65519],
  [65534, 65535],
] as const;

export async function readCredentials(bus: BusCaller, sender: string): Promise<Credentials> {
  const [dict] = await callDaemon(bus, 'GetConnectionCredentials', 's', [sender]).catch(() => {
    throw new OperatorError('cancelled', 'the caller left the bus');
  });
  const value = (key: string): unknown => {
    const tagged = Object(dict)[key];
    return isTagged(tagged) ? tagged.value : undefined;
  };
  const uid = value('UnixUserID');
  const pid = value('ProcessID');
  if (typeof uid !== 'number') throw new OperatorError('not-authorized', 'the bus does not know the uid of the caller');
  return {
    sender,
    uid,
    pid: typeof pid === 'number' ? pid : undefined,
    groups: numbersOf(value('UnixGroupIDs')),
    label: labelOf(value('LinuxSecurityLabel')),
  };
}

/** the whole subject: account, groups, session; nothing in it comes from what the caller says */
export async function resolveSubject(
  bus: BusCaller,
  users: UserDatabase,
  credentials: Credentials,
  interactive: boolean,
): Promise<Subject> {
  const { sender, uid } = credentials;
  const [user, origin, uidMin] = await Promise.all([
    users.find(uid),
    findOrigin(bus, uid, credentials.pid),
    users.uidMin(),
  ]);
  const ownTiersReason = whyNoOwnTiers(credentials, user, origin, uidMin);
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
function whyNoOwnTiers(credentials: Credentials, user: User | undefined, origin: Origin, uidMin: number): string {
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

function numbersOf(value: unknown): readonly number[] | undefined {
  return Array.isArray(value) && value.every(item => typeof item === 'number') ? value : undefined;
}

// bytes with a zero at the end; apparmor appends the mode of the profile
function labelOf(value: unknown): string | undefined {
  if (!(value instanceof Uint8Array)) return undefined;
  return Buffer.from(value).toString('utf8').replace(/\0+$/, '').trim();
}
