import { readFileSync } from 'node:fs';
import { DAEMON } from '../bus/connection.js';
import type { CallerProcess } from './caller-process.js';
import { LOGIN, MANAGER, readProperty, sessionPathOf } from './logind.js';
import type { BusCaller } from '../system/bus-caller.js';

/** properties of a session that are constant for its lifetime */
export interface SessionFacts {
  readonly id: unknown;
  readonly uid: unknown;
  readonly remote: unknown;
}

const MAX_KEPT = 1000;

/**
 * logind finds the session of a process by its control group, which the process cannot leave by itself. the kernel is
 * asked for that group each time, and as long as it is the same, and neither a session nor logind went away meanwhile,
 * logind's answer stands: its messages come in order, so nothing of an ended session is taken for one that is new
 */
export class LoginSessions {
  readonly #root: string;
  readonly #kept = new Map<string, Promise<SessionFacts | undefined>>();
  #watch: 'none' | 'coming' | 'there' = 'none';

  constructor(root = '/proc') {
    this.#root = root;
  }

  async find(bus: BusCaller, { pid, started }: CallerProcess): Promise<SessionFacts | undefined> {
    if (this.#watch === 'none') void this.#startWatch(bus);
    const groups = readGroups(`${this.#root}/${pid}/cgroup`);
    const place = `${pid} ${started} ${groups}`;
    const known = this.#kept.get(place);
    if (known) return await known;
    const asked = askLogind(bus, pid);
    // cached only once the `SessionRemoved` watch is active: without it an entry would never be invalidated
    if (this.#watch === 'there' && groups !== '') this.#keep(place, asked);
    return await asked;
  }

  #keep(place: string, asked: Promise<SessionFacts | undefined>): void {
    if (this.#kept.size >= MAX_KEPT) this.#kept.clear();
    this.#kept.set(place, asked);
    const drop = () => {
      if (this.#kept.get(place) === asked) this.#kept.delete(place);
    };
    asked.then(facts => facts ?? drop(), drop);
  }

  async #startWatch(bus: BusCaller): Promise<void> {
    this.#watch = 'coming';
    const removed = { sender: LOGIN, path: MANAGER.path, interface: MANAGER.interface, member: 'SessionRemoved' };
    const owner = { sender: DAEMON, interface: DAEMON, member: 'NameOwnerChanged', arg0: LOGIN };
    const forget = () => this.#kept.clear();
    const watches = await Promise.allSettled([bus.subscribe(removed, forget), bus.subscribe(owner, forget)]);
    if (watches.every(({ status }) => status === 'fulfilled')) this.#watch = 'there';
  }
}

async function askLogind(bus: BusCaller, pid: number): Promise<SessionFacts | undefined> {
  const path = await sessionPathOf(bus, pid);
  if (path === undefined) return undefined;
  const read = (name: string) => readProperty(bus, path, 'Session', name);
  const [id, user, remote] = await Promise.all([read('Id'), read('User'), read('Remote')]);
  const uid: unknown = Object(user)[0];
  return uid === undefined || id === undefined ? undefined : { id, uid, remote };
}

// empty where the process is gone
function readGroups(path: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return '';
  }
}
