import { BusError, type BusCaller } from './system/bus-caller.js';
import { isTagged } from '../interfaces/signature.js';

/** where a caller comes from, as logind knows it */
export interface Origin {
  readonly session: string | undefined;
  /** logind keeps a user manager or session for this uid */
  readonly manager: boolean;
  /** who opened the session that the caller is in */
  readonly loginUid: number | undefined;
  /** an unknown origin counts as remote */
  readonly remote: boolean;
}

const LOGIN = 'org.freedesktop.login1';
const LOGIN_PATH = '/org/freedesktop/login1';
const UNKNOWN: Origin = { session: undefined, manager: false, loginUid: undefined, remote: true };

export async function findOrigin(bus: BusCaller, uid: number, pid: number | undefined): Promise<Origin> {
  const [session, user] = await Promise.all([
    pid === undefined ? undefined : propertiesOf(bus, 'GetSessionByPID', pid, 'Session'),
    propertiesOf(bus, 'GetUser', uid, 'User'),
  ]);
  const manager = user?.get('State') !== undefined && user.get('State') !== 'closing';
  const owner: unknown = Object(session?.get('User'))[0];
  const loginUid = typeof owner === 'number' ? owner : undefined;
  if (!session || loginUid !== uid) return { ...UNKNOWN, manager, loginUid };
  const id = session.get('Id');
  const remote = session.get('Remote') !== false;
  return { session: typeof id === 'string' ? id : undefined, manager, loginUid, remote };
}

async function propertiesOf(
  bus: BusCaller,
  member: string,
  argument: number,
  face: string,
): Promise<Map<string, unknown> | undefined> {
  try {
    const manager = { destination: LOGIN, path: LOGIN_PATH, interface: `${LOGIN}.Manager` };
    const [path] = await bus.call({ ...manager, member, signature: 'u', body: [argument] });
    const properties = { destination: LOGIN, path: String(path), interface: 'org.freedesktop.DBus.Properties' };
    const all = { ...properties, member: 'GetAll', signature: 's', body: [`${LOGIN}.${face}`] };
    const [dict] = await bus.call(all);
    return new Map(
      Object.entries(Object(dict)).map(([key, tagged]) => [key, isTagged(tagged) ? tagged.value : tagged]),
    );
  } catch (error) {
    // no logind, no session, no such user: all are an answer
    if (error instanceof BusError) return undefined;
    throw error;
  }
}
