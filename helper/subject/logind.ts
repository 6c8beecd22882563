import { BusError, type BusCaller } from '../system/bus-caller.js';
import { isTagged } from '../../interfaces/signature.js';

/** logind, where no logind, no session and no such user are all an answer */
export const LOGIN = 'org.freedesktop.login1';
export const MANAGER = { destination: LOGIN, path: '/org/freedesktop/login1', interface: `${LOGIN}.Manager` } as const;

export async function sessionPathOf(bus: BusCaller, pid: number): Promise<string | undefined> {
  const path = await answered(bus.call({ ...MANAGER, member: 'GetSessionByPID', signature: 'u', body: [pid] }));
  return typeof path === 'string' ? path : undefined;
}

export async function userPathOf(bus: BusCaller, uid: number): Promise<string | undefined> {
  const path = await answered(bus.call({ ...MANAGER, member: 'GetUser', signature: 'u', body: [uid] }));
  return typeof path === 'string' ? path : undefined;
}

/** one property is a fraction of the two dozen that logind has of each */
export async function readProperty(bus: BusCaller, path: string, face: string, name: string): Promise<unknown> {
  const properties = { destination: LOGIN, path, interface: 'org.freedesktop.DBus.Properties' };
  const get = { ...properties, member: 'Get', signature: 'ss', body: [`${LOGIN}.${face}`, name] };
  const value = await answered(bus.call(get));
  return isTagged(value) ? value.value : undefined;
}

async function answered(call: Promise<unknown[]>): Promise<unknown> {
  try {
    return (await call)[0];
  } catch (error) {
    if (error instanceof BusError) return undefined;
    throw error;
  }
}
