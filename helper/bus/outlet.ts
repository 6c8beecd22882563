import type { Socket } from 'node:net';

const STUCK_MS = 5_000;
const LOOK_MS = 500;
/** more than all callers together may have unread */
const MOST_WAITING_BYTES = 128 * 1024 * 1024;

/** writes, and notices when nobody takes what is written: the bus reads nothing of a connection that has too much unread */
export class Outlet {
  readonly #stream: Socket;
  readonly #stuck: () => void;
  #movedAt = 0;
  #timer: NodeJS.Timeout | undefined;

  constructor(stream: Socket, stuck: () => void) {
    this.#stream = stream;
    this.#stuck = stuck;
  }

  write(bytes: Buffer): void {
    if (this.#stream.writableLength === 0) this.#movedAt = performance.now();
    this.#stream.write(bytes, () => {
      this.#movedAt = performance.now();
    });
    if (this.#stream.writableLength > 0) this.#timer ??= setInterval(() => this.#look(), LOOK_MS).unref();
  }

  #look(): void {
    const waiting = this.#stream.writableLength;
    const still = performance.now() - this.#movedAt;
    if (waiting > 0 && still < STUCK_MS && waiting < MOST_WAITING_BYTES) return;
    clearInterval(this.#timer);
    this.#timer = undefined;
    if (waiting > 0) this.#stuck();
  }
}
