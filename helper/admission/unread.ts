import { callDaemon } from '../bus/connection.js';
import type { BusCaller } from '../system/bus-caller.js';
import { isTagged } from '../../interfaces/signature.js';

const MIB = 1024 * 1024;
/** bytes that may lie unread at the bus for one connection, for one uid, and for all; beyond that a uid has its share */
const MOST = { name: 8 * MIB, uid: 24 * MIB, all: 48 * MIB, share: 2 * MIB };
/** errors that say so are small, but who never reads gets no end of them either */
const MARGIN = 64 * 1024;
/** the daemon is asked again after so long, and each time after twice as long where nothing was read: its answers cost us time */
const ASK_AFTER_MS = { least: 1000, most: 16_000 };
/** and soon where this much was read: a fast reader waits for no clock */
const MUCH = { bytes: MIB, afterMs: 50 };
const STATS = { interface: 'org.freedesktop.DBus.Debug.Stats', member: 'GetConnectionStats' };

interface Account {
  readonly uid: number;
  bytes: number;
}

interface Asked {
  readonly at: number;
  waitMs: number;
  readonly answered: Promise<void>;
}

/**
 * bytes sent to each connection that may still be unread. the bus daemon counts them against our connection, and stops
 * reading from us at 127 mebibytes: one caller that never reads its replies would silence the service for everybody
 */
export class Unread {
  readonly #accounts = new Map<string, Account>();
  readonly #uids = new Map<number, number>();
  readonly #asked = new Map<number, Asked>();
  #all = 0;

  sent(name: string, uid: number, bytes: number): void {
    const account = this.#accounts.get(name) ?? { uid, bytes: 0 };
    this.#accounts.set(name, account);
    this.#add(account, bytes);
  }

  forget(name: string): void {
    const account = this.#accounts.get(name);
    if (!account) return;
    this.#add(account, -account.bytes);
    this.#accounts.delete(name);
  }

  /** so much is unread that nothing more may be asked for */
  isFull(name: string, uid: number): boolean {
    return this.#isOver(name, uid, 0);
  }

  /** not even an error is sent any more */
  isDeaf(name: string, uid: number): boolean {
    return this.#isOver(name, uid, MARGIN);
  }

  /** asks the daemon how much of it is still unread; as long as it does not say, all of it is */
  async refresh(bus: BusCaller, uid: number): Promise<void> {
    const last = this.#asked.get(uid);
    if (last && performance.now() - last.at < last.waitMs) return await last.answered;
    const asked: Asked = {
      at: performance.now(),
      waitMs: Math.min(ASK_AFTER_MS.most, 2 * (last?.waitMs ?? ASK_AFTER_MS.least / 2)),
      answered: this.#askAll(bus, uid).then(read => {
        if (read > 0) asked.waitMs = read < MUCH.bytes ? ASK_AFTER_MS.least : MUCH.afterMs;
      }),
    };
    this.#asked.set(uid, asked);
    await asked.answered;
  }

  /** resolves with the bytes that were read since the last time */
  async #askAll(bus: BusCaller, uid: number): Promise<number> {
    const names = Array.from(this.#accounts).filter(([, account]) => account.uid === uid);
    const read = await Promise.all(names.map(([name, account]) => this.#ask(bus, name, account)));
    return read.reduce((sum, bytes) => sum + bytes, 0);
  }

  async #ask(bus: BusCaller, name: string, account: Account): Promise<number> {
    const before = account.bytes;
    const [stats] = await callDaemon(bus, STATS.member, 's', [name], STATS.interface).catch(() => []);
    const outgoing: unknown = Object(stats)['OutgoingBytes'];
    if (!isTagged(outgoing) || typeof outgoing.value !== 'number') return 0;
    if (this.#accounts.get(name) !== account) return 0;
    this.#add(account, outgoing.value - before);
    return before - outgoing.value;
  }

  #isOver(name: string, uid: number, margin: number): boolean {
    const own = this.#uids.get(uid) ?? 0;
    if ((this.#accounts.get(name)?.bytes ?? 0) > MOST.name + margin) return true;
    return own > (this.#all > MOST.all ? MOST.share : MOST.uid) + margin;
  }

  #add(account: Account, bytes: number): void {
    account.bytes += bytes;
    this.#all += bytes;
    const own = (this.#uids.get(account.uid) ?? 0) + bytes;
    if (own > 0) this.#uids.set(account.uid, own);
    else this.#uids.delete(account.uid);
  }
}
