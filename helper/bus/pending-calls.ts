import { MESSAGE, type BusMessage } from './wire.js';
import { BusError, type BusRequest } from '../system/bus-caller.js';

// not `NoReply`: that is the daemon's word for a service that left the bus before it answered
const TIMEOUT = 'org.freedesktop.DBus.Error.Timeout';
const DAEMON = 'org.freedesktop.DBus';

interface Pending {
  readonly destination: string;
  settle(outcome: { body: unknown[] } | { error: unknown }): void;
}

/** our own calls that wait for an answer, and those that wait to be sent */
export class ReplyTable {
  readonly #limit: number;
  readonly #pending = new Map<number, Pending>();
  readonly #waiting: (() => void)[] = [];
  #inside = 0;
  #lost: Error | undefined;

  constructor(limit: number) {
    this.#limit = limit;
  }

  /** resolves when fewer than the limit are outstanding */
  async enter(signal: AbortSignal | undefined): Promise<void> {
    if (this.#inside >= this.#limit) await new Promise<void>(resolve => this.#waiting.push(resolve));
    this.#inside += 1;
    if (!this.#lost && !signal?.aborted) return;
    this.leave();
    throw this.#lost ?? signal?.reason;
  }

  leave(): void {
    this.#inside -= 1;
    this.#waiting.shift()?.();
  }

  expect(serial: number, request: BusRequest, timeoutMs: number): Promise<unknown[]> {
    const { destination, signal } = request;
    return new Promise((resolve, reject) => {
      const timer = setTimeout(() => {
        settle({ error: new BusError(TIMEOUT, `no reply from ${destination} in ${timeoutMs} ms`) });
      }, timeoutMs);
      const abort = () => settle({ error: signal?.reason });
      const settle: Pending['settle'] = outcome => {
        clearTimeout(timer);
        signal?.removeEventListener('abort', abort);
        this.#pending.delete(serial);
        if ('error' in outcome) reject(outcome.error);
        else resolve(outcome.body);
      };
      signal?.addEventListener('abort', abort, { once: true });
      this.#pending.set(serial, { destination, settle });
    });
  }

  deliver(message: BusMessage): void {
    const pending = this.#pending.get(message.replySerial);
    if (!pending) return;
    // the daemon lets only expected replies through; its own need no trust in that
    if (pending.destination === DAEMON && message.sender !== DAEMON) return;
    if (message.type === MESSAGE.reply && message.problem === undefined) {
      return pending.settle({ body: [...message.body] });
    }
    const text = message.problem ?? (typeof message.body[0] === 'string' ? message.body[0] : '');
    pending.settle({ error: new BusError(message.errorName || 'org.freedesktop.DBus.Error.Failed', text) });
  }

  rejectAll(reason: Error): void {
    this.#lost = reason;
    for (const pending of this.#pending.values()) pending.settle({ error: reason });
    for (const resume of this.#waiting.splice(0)) resume();
  }
}
