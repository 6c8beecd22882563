import type { CallerProcess } from './caller-process.js';
import { readProperty, userPathOf } from './logind.js';
import type { LoginSessions } from './login-sessions.js';
import type { BusCaller } from '../system/bus-caller.js';

/** origin of a caller, as logind knows it */
export interface Origin {
  readonly session: string | undefined;
  /** logind keeps a user manager or session for this uid */
  readonly manager: boolean;
  /** uid of the session that the caller is in */
  readonly loginUid: number | undefined;
  /** an unknown origin counts as remote */
  readonly remote: boolean;
}

export async function findOrigin(
  bus: BusCaller,
  sessions: LoginSessions,
  uid: number,
  process: CallerProcess | undefined,
): Promise<Origin> {
  const session = process && (await sessions.find(bus, process));
  const loginUid = typeof session?.uid === 'number' ? session.uid : undefined;
  if (session && loginUid === uid) {
    const id = typeof session.id === 'string' ? session.id : undefined;
    return { session: id, manager: true, loginUid, remote: session.remote !== false };
  }
  return { session: undefined, manager: await hasManager(bus, uid), loginUid, remote: true };
}

async function hasManager(bus: BusCaller, uid: number): Promise<boolean> {
  const path = await userPathOf(bus, uid);
  const state = path === undefined ? undefined : await readProperty(bus, path, 'User', 'State');
  return state !== undefined && state !== 'closing';
}
