import { callDaemon } from '../bus/connection.js';
import { LoginSessions } from './login-sessions.js';
import type { BusCaller } from '../system/bus-caller.js';
import { OperatorError } from '../../interfaces/errors.js';
import { isTagged } from '../../interfaces/signature.js';

/** what the bus itself knows of a connection */
export interface Credentials {
  readonly sender: string;
  readonly uid: number;
  readonly pid: number | undefined;
  readonly groups: readonly number[] | undefined;
  readonly label: string | undefined;
}

export interface Caller {
  readonly credentials: Credentials;
  readonly sessions: LoginSessions;
}

/**
 * the connections that called and are still there. the daemon learns who they are when they connect, never again, and
 * gives no unique name twice: what it says is asked once and holds until it says that the name is gone
 */
export class CallerCache {
  readonly #callers = new Map<string, Promise<Caller>>();
  readonly #sessions = new LoginSessions();

  get size(): number {
    return this.#callers.size;
  }

  find(bus: BusCaller, sender: string): Promise<Caller> {
    const known = this.#callers.get(sender);
    if (known) return known;
    const asked = readCredentials(bus, sender).then(credentials => ({ credentials, sessions: this.#sessions }));
    this.#callers.set(sender, asked);
    // nothing may be kept of a name that is already gone, since nobody would say so again
    asked.catch(() => this.#callers.delete(sender));
    return asked;
  }

  vanished(name: string): void {
    this.#callers.delete(name);
  }
}

export async function readCredentials(bus: BusCaller, sender: string): Promise<Credentials> {
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
