import type { BusMessage } from './wire.js';
import type { BusCaller, SignalMatch } from '../system/bus-caller.js';

const DAEMON = 'org.freedesktop.DBus';
const DAEMON_PATH = '/org/freedesktop/DBus';

interface Subscription {
  readonly match: SignalMatch;
  listener(body: unknown[]): void;
}

interface Owner {
  name: string;
  users: number;
}

/** anybody may send us a signal that says anything: only the present owner of the service is listened to */
export class SignalTable {
  readonly #subscriptions = new Set<Subscription>();
  readonly #rules = new Map<string, number>();
  readonly #owners = new Map<string, Owner>();

  async subscribe(caller: BusCaller, match: SignalMatch, listener: (body: unknown[]) => void) {
    const subscription = { match, listener };
    this.#subscriptions.add(subscription);
    const remove = async () => {
      if (!this.#subscriptions.delete(subscription)) return;
      await Promise.all([this.#unwatch(caller, match.sender), this.#removeRule(caller, ruleOf(match))]);
    };
    try {
      await Promise.all([this.#addRule(caller, ruleOf(match)), this.#watch(caller, match.sender)]);
    } catch (error) {
      await remove();
      throw error;
    }
    return remove;
  }

  deliver(message: BusMessage): void {
    if (isOwnerChange(message)) this.#follow(message.body);
    for (const subscription of this.#subscriptions) {
      if (this.#matches(subscription.match, message)) subscription.listener([...message.body]);
    }
  }

  #matches(match: SignalMatch, message: BusMessage): boolean {
    return (
      message.sender === this.#senderOf(match.sender) &&
      message.interface === match.interface &&
      message.member === match.member &&
      (match.path === undefined || message.path === match.path) &&
      message.problem === undefined &&
      (match.arg0 === undefined || message.body[0] === match.arg0) &&
      (match.arg2 === undefined || message.body[2] === match.arg2)
    );
  }

  #senderOf(name: string): string | undefined {
    return name === DAEMON || name.startsWith(':') ? name : this.#owners.get(name)?.name || undefined;
  }

  // only the daemon can send with this sender: it stamps each message itself
  #follow([name, , owner]: readonly unknown[]): void {
    const known = this.#owners.get(String(name));
    if (known) known.name = String(owner);
  }

  async #watch(caller: BusCaller, name: string): Promise<void> {
    if (name === DAEMON || name.startsWith(':')) return;
    const known = this.#owners.get(name);
    if (known) {
      known.users += 1;
      return;
    }
    const owner = { name: '', users: 1 };
    this.#owners.set(name, owner);
    await this.#addRule(caller, ownerRule(name));
    const asked = await daemon(caller, 'GetNameOwner', name).catch(() => []);
    if (typeof asked[0] === 'string') owner.name = asked[0];
  }

  async #unwatch(caller: BusCaller, name: string): Promise<void> {
    const known = this.#owners.get(name);
    if (!known) return;
    known.users -= 1;
    if (known.users > 0) return;
    this.#owners.delete(name);
    await this.#removeRule(caller, ownerRule(name));
  }

  async #addRule(caller: BusCaller, rule: string): Promise<void> {
    const users = this.#rules.get(rule) ?? 0;
    this.#rules.set(rule, users + 1);
    if (users === 0) await daemon(caller, 'AddMatch', rule);
  }

  async #removeRule(caller: BusCaller, rule: string): Promise<void> {
    const users = (this.#rules.get(rule) ?? 0) - 1;
    if (users > 0) return void this.#rules.set(rule, users);
    this.#rules.delete(rule);
    await daemon(caller, 'RemoveMatch', rule).catch(() => {});
  }
}

function isOwnerChange(message: BusMessage): boolean {
  return message.sender === DAEMON && message.interface === DAEMON && message.member === 'NameOwnerChanged';
}

function ownerRule(name: string): string {
  return ruleOf({ sender: DAEMON, interface: DAEMON, member: 'NameOwnerChanged', arg0: name });
}

function ruleOf(match: SignalMatch): string {
  const parts = [`type='signal'`, `sender='${match.sender}'`];
  parts.push(`interface='${match.interface}'`, `member='${match.member}'`);
  if (match.path !== undefined) parts.push(`path='${match.path}'`);
  if (match.arg0 !== undefined) parts.push(`arg0='${match.arg0}'`);
  if (match.arg2 !== undefined) parts.push(`arg2='${match.arg2}'`);
  return parts.join(',');
}

function daemon(caller: BusCaller, member: string, argument: string): Promise<unknown[]> {
  const request = { destination: DAEMON, path: DAEMON_PATH, interface: DAEMON, member };
  return caller.call({ ...request, signature: 's', body: [argument] });
}
