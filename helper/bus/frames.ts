import type { Socket } from 'node:net';
import { decodeHead, FIXED_BYTES, lengthsOf, withBody, withoutBody, type BusMessage, type Head } from './message.js';
import { OperatorError } from '../../interfaces/errors.js';

/** bytes of the header fields; longer ones would hold an object path that no service has */
const MAX_FIELD_BYTES = 64 * 1024;
/** bytes of a body; the longest are replies of system services */
const MAX_BODY_BYTES = 8 * 1024 * 1024;

export interface FrameEvents {
  message(message: BusMessage): void;
  /** judges a message by its head: the body of what is refused is thrown away as it arrives */
  judge?(head: Head): OperatorError | undefined;
}

/** the messages of a connection, one after the other, each decided about before its body is read */
export class Frames {
  readonly #stream: Socket;
  readonly #events: FrameEvents;
  #fixed: Buffer | undefined;
  /** the message whose body is awaited */
  #head: { readonly head: Head; readonly bytes: Buffer } | undefined;
  /** bytes of refused messages that are still to come */
  #unwanted = 0;

  constructor(stream: Socket, events: FrameEvents) {
    this.#stream = stream;
    this.#events = events;
    stream.on('readable', () => {
      while (this.#step());
    });
  }

  // true as long as there may be more to do
  #step(): boolean {
    if (this.#unwanted > 0) return this.#skip();
    if (this.#head) return this.#finish(this.#head);
    this.#fixed ??= this.#take(FIXED_BYTES);
    return this.#fixed !== undefined && this.#begin(this.#fixed);
  }

  #begin(fixed: Buffer): boolean {
    const { fields, body } = lengthsOf(fixed);
    if (fields > MAX_FIELD_BYTES) return this.#drop(fields + body);
    const rest = this.#take(fields);
    if (!rest) return false;
    const bytes = Buffer.concat([fixed, rest]);
    const head = decodeHead(bytes);
    // a message that the parser trips over costs that message, never the process
    if (!head) return this.#drop(body);
    const refused = refuseLength(head) ?? this.#events.judge?.(head);
    if (!refused) {
      this.#fixed = undefined;
      this.#head = { head, bytes };
      return true;
    }
    this.#drop(body);
    this.#events.message(withoutBody(head, refused));
    return true;
  }

  #finish({ head, bytes }: { head: Head; bytes: Buffer }): boolean {
    const body = this.#take(head.size);
    if (!body) return false;
    this.#head = undefined;
    this.#events.message(withBody(head, Buffer.concat([bytes, body])));
    return true;
  }

  #drop(count: number): boolean {
    this.#fixed = undefined;
    this.#unwanted = count;
    return true;
  }

  #skip(): boolean {
    const there = Math.min(this.#unwanted, this.#stream.readableLength);
    if (there === 0 || !this.#take(there)) return false;
    this.#unwanted -= there;
    return true;
  }

  #take(count: number): Buffer | undefined {
    if (count === 0) return Buffer.alloc(0);
    const bytes: unknown = this.#stream.read(count);
    return Buffer.isBuffer(bytes) && bytes.length === count ? bytes : undefined;
  }
}

function refuseLength({ size }: Head): OperatorError | undefined {
  if (size <= MAX_BODY_BYTES) return undefined;
  return new OperatorError('invalid-args', `the message is longer than ${MAX_BODY_BYTES} bytes`);
}
