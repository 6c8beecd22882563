import type { Outgoing } from './wire.js';

/** bytes of calls that are made again and again, for which the library takes longer than for all else in a small call */
const MAX_KEPT = 64;
const MAX_BYTES = 2048;
const SERIAL_AT = 8;

export class CallMemo {
  readonly #kept = new Map<string, Buffer>();

  /** encodes a message, or copies the bytes of an equal earlier one and sets its serial */
  bytes(message: Outgoing, serial: number, encode: () => Buffer): Buffer {
    if (message.repeated !== true) return encode();
    const { type, flags, destination, path, interface: face, member, signature, body } = message;
    const key = JSON.stringify([type, flags, destination, path, face, member, signature, body]);
    const known = this.#kept.get(key);
    if (!known) return this.#keep(key, encode());
    const bytes = Buffer.from(known);
    bytes.writeUInt32LE(serial, SERIAL_AT);
    return bytes;
  }

  #keep(key: string, bytes: Buffer): Buffer {
    if (bytes.length > MAX_BYTES) return bytes;
    if (this.#kept.size >= MAX_KEPT) this.#kept.clear();
    this.#kept.set(key, Buffer.from(bytes));
    return bytes;
  }
}
