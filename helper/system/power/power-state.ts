import { display } from '../../../interfaces/display.js';
import { OperatorError } from '../../../interfaces/errors.js';
import { isTagged } from '../../../interfaces/signature.js';
import { BusError, type BusCaller } from '../bus-caller.js';

const LOGIND = 'org.freedesktop.login1';
const MANAGER = { destination: LOGIND, path: '/org/freedesktop/login1', interface: `${LOGIND}.Manager` } as const;
const NEVER = 2n ** 64n - 1n;

/** ways of logind to end or halt the run of the machine */
export const POWER_CALLS = {
  reboot: { member: 'Reboot', action: 'reboot', holds: 'shutdown', planned: 'reboot', words: 'restart' },
  power_off: { member: 'PowerOff', action: 'power-off', holds: 'shutdown', planned: 'poweroff', words: 'switch off' },
  suspend: { member: 'Suspend', action: 'suspend', holds: 'sleep', planned: '', words: 'suspend' },
  hibernate: { member: 'Hibernate', action: 'hibernate', holds: 'sleep', planned: '', words: 'hibernate' },
} as const;

export type PowerVerb = keyof typeof POWER_CALLS;

export interface PowerState {
  /** names of those who are logged in, each once */
  readonly users: readonly string[];
  /** uids of the same */
  readonly uids: ReadonlySet<number>;
  readonly inhibitors: readonly Inhibitor[];
  /** the plan of logind, with its moment in milliseconds */
  readonly planned: { readonly kind: string; readonly ms: number } | undefined;
}

export interface Inhibitor {
  readonly who: string;
  readonly why: string;
  /** `shutdown`, `sleep`, … */
  readonly holds: readonly string[];
}

/** facts that a person has to know before the machine goes down */
export async function readPower(bus: BusCaller): Promise<PowerState> {
  const [sessions] = await call(bus, 'ListSessions');
  const [inhibitors] = await call(bus, 'ListInhibitors');
  const rows = (found: unknown) => (Array.isArray(found) ? found.filter(Array.isArray) : []);
  const logins = rows(sessions).map(([, uid, name]) => ({ uid: Number(uid), name: String(name) }));
  return {
    users: [...new Set(logins.map(({ name }) => name))].toSorted(),
    uids: new Set(logins.map(({ uid }) => uid)),
    inhibitors: rows(inhibitors).flatMap(([what, who, why, mode]) =>
      String(mode).startsWith('block')
        ? [{ holds: String(what).split(':'), who: display(String(who)), why: display(String(why)) }]
        : [],
    ),
    planned: await readPlanned(bus),
  };
}

async function readPlanned(bus: BusCaller): Promise<PowerState['planned']> {
  const get = { ...MANAGER, interface: 'org.freedesktop.DBus.Properties', member: 'Get', signature: 'ss' };
  const [found] = await bus.call({ ...get, body: [MANAGER.interface, 'ScheduledShutdown'] }).catch(refuse);
  const value: unknown = isTagged(found) ? found.value : found;
  const [kind, usec] = Array.isArray(value) ? value : [];
  if (typeof kind !== 'string' || kind === '' || BigInt(String(usec)) === NEVER) return undefined;
  return { kind: kind.replace(/^dry-/, ''), ms: Number(BigInt(String(usec)) / 1000n) };
}

/** refuses what this machine cannot do */
export async function checkPossible(bus: BusCaller, verb: PowerVerb): Promise<void> {
  const { member, words } = POWER_CALLS[verb];
  const [answer] = await call(bus, `Can${member}`).catch(() => ['na']);
  if (answer !== 'na') return;
  throw new OperatorError('failed', `this machine cannot ${words}: it has no swap, no firmware or no kernel for that`);
}

/** at once; the machine goes down after the reply */
export async function setPowerNow(bus: BusCaller, verb: PowerVerb): Promise<void> {
  await call(bus, POWER_CALLS[verb].member, 'b', [false]);
}

/** plans it and tells those who are logged in, on their terminals */
export async function planPower(bus: BusCaller, verb: PowerVerb, ms: number): Promise<void> {
  await call(bus, 'SetWallMessage', 'sb', ['', true]);
  await call(bus, 'ScheduleShutdown', 'st', [POWER_CALLS[verb].planned, BigInt(ms) * 1000n]);
}

export async function cancelPlanned(bus: BusCaller): Promise<boolean> {
  const [cancelled] = await call(bus, 'CancelScheduledShutdown');
  return cancelled === true;
}

function call(bus: BusCaller, member: string, signature = '', body: readonly unknown[] = []): Promise<unknown[]> {
  return bus.call({ ...MANAGER, member, signature, body }).catch(refuse);
}

function refuse(error: unknown): never {
  if (!(error instanceof BusError)) throw error;
  if (/ServiceUnknown|NameHasNoOwner|NoSuchUnit|Spawn/.test(error.dbusName)) {
    throw new OperatorError(
      'failed',
      'this machine has no logind that runs (org.freedesktop.login1): use its own tools',
    );
  }
  throw new OperatorError('failed', `logind refused: ${error.message}`);
}
