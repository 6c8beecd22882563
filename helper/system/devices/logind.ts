import { BusError, type BusCaller } from '../bus-caller.js';
import { OperatorError } from '../../../interfaces/errors.js';
import { isTagged } from '../../../interfaces/signature.js';

const LOGIND = 'org.freedesktop.login1';
const MANAGER_PATH = '/org/freedesktop/login1';
const SESSION = `${LOGIND}.Session`;

export interface SeatSession {
  readonly id: string;
  readonly path: string;
  readonly uid: number;
}

/** the session that has the seat now; `undefined` where nobody sits there */
export async function activeSession(bus: BusCaller, seat = 'seat0'): Promise<SeatSession | undefined> {
  try {
    const [seatPath] = await call(bus, MANAGER_PATH, `${LOGIND}.Manager`, 'GetSeat', seat);
    const active = await property(bus, String(seatPath), `${LOGIND}.Seat`, 'ActiveSession');
    const [id, path] = Array.isArray(active) ? active : [];
    if (typeof id !== 'string' || id === '' || typeof path !== 'string') return undefined;
    const user = await property(bus, path, SESSION, 'User');
    const uid: unknown = Array.isArray(user) ? user[0] : undefined;
    return typeof uid === 'number' ? { id, path, uid } : undefined;
  } catch (error) {
    if (error instanceof BusError && /NoSuch(Seat|Session)|UnknownObject/.test(error.dbusName)) return undefined;
    throw refusal(error);
  }
}

/** logind itself writes the value, and only to a device of the session's own seat */
export async function setBrightness(bus: BusCaller, session: SeatSession, name: string, value: number): Promise<void> {
  const request = { destination: LOGIND, path: session.path, interface: SESSION, member: 'SetBrightness' };
  await bus.call({ ...request, signature: 'ssu', body: ['backlight', name, value] }).catch((error: unknown) => {
    throw refusal(error);
  });
}

async function property(bus: BusCaller, path: string, owner: string, name: string): Promise<unknown> {
  const [value] = await call(bus, path, 'org.freedesktop.DBus.Properties', 'Get', owner, name);
  return isTagged(value) ? value.value : value;
}

function call(bus: BusCaller, path: string, owner: string, member: string, ...body: string[]): Promise<unknown[]> {
  return bus.call({ destination: LOGIND, path, interface: owner, member, signature: 's'.repeat(body.length), body });
}

function refusal(error: unknown): unknown {
  if (!(error instanceof BusError)) return error;
  return new OperatorError('failed', `logind refused: ${error.message}`);
}
