import { OperatorError } from '../../../interfaces/errors.js';
import { isTagged } from '../../../interfaces/signature.js';
import { BusError, type BusCaller } from '../bus-caller.js';

export interface Login {
  readonly id: string;
  readonly user: string;
  readonly uid: number;
  /** milliseconds */
  readonly since: number;
  /** terminal or display */
  readonly place: string;
  /** machine that it comes from; empty for a login at this one */
  readonly from: string;
  /** `user`, `manager`, `greeter`, … */
  readonly kind: string;
  readonly state: string;
}

const LOGIND = 'org.freedesktop.login1';
const MOST = 256;

/** those who are logged in, as logind tells everybody */
export async function listLogins(bus: BusCaller): Promise<readonly Login[]> {
  const manager = { destination: LOGIND, path: '/org/freedesktop/login1', interface: `${LOGIND}.Manager` };
  const [found] = await bus.call({ ...manager, member: 'ListSessions' }).catch((error: unknown) => {
    if (!(error instanceof BusError)) throw error;
    throw new OperatorError('failed', `logind does not tell who is logged in (${error.dbusName}): is it running?`);
  });
  const rows = Array.isArray(found) ? found.filter(Array.isArray).slice(0, MOST) : [];
  const logins = await Promise.all(
    rows.map(([id, uid, user, , path]) =>
      readLogin(bus, { id: String(id), uid: Number(uid), user: String(user) }, String(path)),
    ),
  );
  return logins.flatMap(login => login ?? []);
}

async function readLogin(
  bus: BusCaller,
  known: Pick<Login, 'id' | 'uid' | 'user'>,
  path: string,
): Promise<Login | undefined> {
  const all = { destination: LOGIND, path, interface: 'org.freedesktop.DBus.Properties', member: 'GetAll' };
  // a session that ended meanwhile is none
  const [found] = await bus.call({ ...all, signature: 's', body: [`${LOGIND}.Session`] }).catch(() => [undefined]);
  if (found === undefined) return undefined;
  const value = (name: string): unknown => {
    const tagged: unknown = Object(found)[name];
    return isTagged(tagged) ? tagged.value : tagged;
  };
  const text = (name: string) => (typeof value(name) === 'string' ? String(value(name)) : '');
  const since = Number(value('Timestamp') ?? 0) / 1000;
  const place = [text('TTY'), text('Display')].find(one => one !== '') ?? '';
  return { ...known, since, place, from: text('RemoteHost'), kind: text('Class'), state: text('State') };
}
