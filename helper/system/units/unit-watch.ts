import type { BusCaller } from '../bus-caller.js';
import { BusError } from '../bus-caller.js';
import type { UnitOutcome } from './unit-starter.js';
import { unitPath } from './unit-name.js';
import { isTagged } from '../../../interfaces/signature.js';

export const SYSTEMD = 'org.freedesktop.systemd1';
const PROPERTIES = 'org.freedesktop.DBus.Properties';
const UNIT = `${SYSTEMD}.Unit`;
const SERVICE = `${SYSTEMD}.Service`;

export interface UnitWatch {
  readonly finished: Promise<UnitOutcome>;
  /** looks again soon: something happened that may mean the end */
  readonly prompt: () => void;
}

export interface WatchOptions {
  readonly bus: BusCaller;
  readonly name: string;
  readonly pollMs: number;
}

/** follows a unit until systemd itself says that it is over; a signal is only a reason to ask */
export async function watchUnit({ bus, name, pollMs }: WatchOptions): Promise<UnitWatch> {
  const path = unitPath(name);
  let wake: () => void = () => {};
  let asked = false;
  const prompt = (): void => {
    asked = true;
    wake();
  };
  const match = { sender: SYSTEMD, path, interface: PROPERTIES, member: 'PropertiesChanged' };
  const unsubscribe = await bus.subscribe(match, prompt);
  const pause = (): Promise<void> =>
    new Promise(resolve => {
      const timer = setTimeout(resolve, pollMs);
      wake = () => {
        clearTimeout(timer);
        resolve();
      };
    });
  const follow = async (): Promise<UnitOutcome> => {
    for (;;) {
      asked = false;
      if (await isOver(bus, path)) return readOutcome(bus, path);
      if (!asked) await pause();
    }
  };
  // started by the first prompt, once systemd knows the unit
  const first = new Promise<void>(resolve => (wake = resolve));
  const finished = first.then(follow).finally(unsubscribe);
  finished.catch(() => {});
  return { finished, prompt };
}

async function isOver(bus: BusCaller, path: string): Promise<boolean> {
  try {
    // not yet begun looks the same as over, but for the job that waits. the job is asked for first: it can end between
    // two questions, and then the state that was read before it would be one from before the beginning
    const job = await getProperty(bus, path, UNIT, 'Job');
    if (Array.isArray(job) && job[0] !== 0) return false;
    const state = await getProperty(bus, path, UNIT, 'ActiveState');
    return state === 'inactive' || state === 'failed';
  } catch (error) {
    if (isGone(error)) return true;
    throw error;
  }
}

async function readOutcome(bus: BusCaller, path: string): Promise<UnitOutcome> {
  try {
    const [result, code, status] = await Promise.all(
      ['Result', 'ExecMainCode', 'ExecMainStatus'].map(name => getProperty(bus, path, SERVICE, name)),
    );
    const exited = code === 1;
    return {
      result: typeof result === 'string' ? result : 'unknown',
      exitStatus: exited && typeof status === 'number' ? status : -1,
      signal: !exited && typeof status === 'number' && status > 0 ? status : undefined,
    };
  } catch (error) {
    if (isGone(error)) return { result: 'unknown', exitStatus: -1, signal: undefined };
    throw error;
  }
}

async function getProperty(bus: BusCaller, path: string, owner: string, name: string): Promise<unknown> {
  const [value] = await bus.call({
    destination: SYSTEMD,
    path,
    interface: PROPERTIES,
    member: 'Get',
    signature: 'ss',
    body: [owner, name],
  });
  return isTagged(value) ? value.value : value;
}

export function isGone(error: unknown): boolean {
  return error instanceof BusError && /\.(UnknownObject|NoSuchUnit|UnknownInterface)$/.test(error.dbusName);
}
