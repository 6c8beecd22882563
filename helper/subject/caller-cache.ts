import { callDaemon } from '../bus/connection.js';
import { processOf, type CallerProcess } from './caller-process.js';
import { LoginSessions } from './login-sessions.js';
import type { BusCaller } from '../system/bus-caller.js';
import { OperatorError } from '../../interfaces/errors.js';
import { isTagged } from '../../interfaces/signature.js';

/** credentials that the bus daemon keeps for a connection; constant for its lifetime */
export interface Credentials {
  readonly sender: string;
  readonly uid: number;
  readonly groups: readonly number[] | undefined;
  readonly label: string | undefined;
}

/** a connection that calls, and the process that made it */
export interface Caller {
  readonly credentials: Credentials;
  readonly sessions: LoginSessions;
  /** as it was when the connection was first seen; `undefined` where the bus did not know it, or it had ended */
  readonly process: CallerProcess | undefined;
  /** whether that process still is the one. asked after what was read of it, or what was read may be another's */
  isStillThere(): Promise<boolean>;
}

/**
 * the connections that called and are still there. the daemon learns uid, groups and label when they connect, and gives
 * no unique name twice, so these hold until it says that the name is gone. a process may end before its connection, which
 * others can hold on to, and its pid is given away again: of it only the start time is kept, to be compared each time
 */
export class CallerCache {
  readonly #callers = new Map<string, Promise<Caller>>();
  readonly #sessions = new LoginSessions();
  readonly #processOf: (pid: number) => CallerProcess | undefined;

  constructor(find: (pid: number) => CallerProcess | undefined = processOf) {
    this.#processOf = find;
  }

  get size(): number {
    return this.#callers.size;
  }

  find(bus: BusCaller, sender: string): Promise<Caller> {
    const known = this.#callers.get(sender);
    if (known) return known;
    const asked = this.#meet(bus, sender);
    this.#callers.set(sender, asked);
    // drops a failed lookup: the name may be gone already, and no further signal would invalidate the entry
    asked.catch(() => this.#callers.delete(sender));
    return asked;
  }

  vanished(name: string): void {
    this.#callers.delete(name);
  }

  async #meet(bus: BusCaller, sender: string): Promise<Caller> {
    const { pid, ...credentials } = await readCredentials(bus, sender);
    const process = pid === undefined ? undefined : this.#processOf(pid);
    return { credentials, sessions: this.#sessions, process, isStillThere: () => this.#isSame(bus, sender, process) };
  }

  // a daemon that holds a descriptor of the process (dbus 1.16) tells no pid once it has ended; older ones always do, and
  // only the start time tells another process there
  async #isSame(bus: BusCaller, sender: string, known: CallerProcess | undefined): Promise<boolean> {
    if (known === undefined) return false;
    const { pid } = await readCredentials(bus, sender);
    return pid === known.pid && this.#processOf(pid)?.started === known.started;
  }
}

async function readCredentials(
  bus: BusCaller,
  sender: string,
): Promise<Credentials & { readonly pid: number | undefined }> {
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

function numbersOf(value: unknown): readonly number[] | undefined {
  return Array.isArray(value) && value.every(item => typeof item === 'number') ? value : undefined;
}

// bytes with a zero at the end; apparmor appends the mode of the profile
function labelOf(value: unknown): string | undefined {
  if (!(value instanceof Uint8Array)) return undefined;
  return Buffer.from(value).toString('utf8').replace(/\0+$/, '').trim();
}
