import { readProperty, sessionPathOf } from './logind.js';
import type { BusCaller } from '../system/bus-caller.js';

// a user manager, a cron job or a greeter have sessions too, but nobody logged in to them
const LOGINS: readonly unknown[] = ['user', 'user-early', 'user-light'];

/** when the login that a process belongs to was opened, on the monotonic clock; `undefined` where it is in none */
export async function loginOpened(bus: BusCaller, pid: number): Promise<bigint | undefined> {
  const path = await sessionPathOf(bus, pid);
  if (path === undefined) return undefined;
  const read = (name: string) => readProperty(bus, path, 'Session', name);
  const [kind, opened] = await Promise.all([read('Class'), read('TimestampMonotonic')]);
  return LOGINS.includes(kind) && typeof opened === 'bigint' ? opened : undefined;
}
