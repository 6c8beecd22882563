import type { UnitStarter } from '../units/unit-starter.js';
import { runAccountProgram } from './account-program.js';

interface Running {
  readonly units: UnitStarter;
  readonly signal: AbortSignal;
}

export interface LockState {
  readonly password: 'locked' | 'open';
  /** `never`, or the day from which on nobody can log in: `2026-12-31` */
  readonly expires: string;
}

/** the first day of the epoch that programs take for an account that is shut */
export const LONG_AGO = '1970-01-02';

/** whether a password and the account itself let anybody in; no hash is read */
export async function readLockState(context: Running, user: string): Promise<LockState> {
  const status = await runAccountProgram(context, { argv: ['/usr/bin/passwd', '--status', user] });
  const aging = await runAccountProgram(context, { argv: ['/usr/bin/chage', '--iso8601', '--list', user] });
  const [, expires = 'never'] = /^Account expires\s*:\s*(\S+)/m.exec(aging) ?? [];
  // an account without a password is as open as it can be
  return { password: status.split(' ')[1]?.startsWith('L') === true ? 'locked' : 'open', expires };
}

export interface LockChange {
  readonly password: 'lock' | 'unlock' | undefined;
  /** the new day, empty for never */
  readonly expires: string | undefined;
}

export async function changeLock(context: Running, user: string, { password, expires }: LockChange): Promise<void> {
  const options = [
    ...(password === undefined ? [] : [`--${password}`]),
    ...(expires === undefined ? [] : ['--expiredate', expires]),
  ];
  if (options.length === 0) return;
  await runAccountProgram(context, { argv: ['/usr/sbin/usermod', ...options, '--', user] });
}
