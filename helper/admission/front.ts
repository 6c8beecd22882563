import type { BusMessage, Head } from '../bus/wire.js';
import type { Gate } from './gate.js';
import { OperatorError } from '../../interfaces/errors.js';

const MOST_BYTES = 32 * 1024 * 1024;
const MOST_EACH = 2 * 1024 * 1024;
const MOST_CALLS = 4096;

/** receives calls: those that come while the operator starts wait here, as many as there is room for */
export class Front {
  readonly #early: BusMessage[] = [];
  #bytes = 0;
  #opened: { readonly gate: Gate; serve(message: BusMessage): void } | undefined;

  judge(head: Head): OperatorError | undefined {
    return this.#opened ? this.#opened.gate.judge(head) : this.#judgeEarly(head);
  }

  sent(destination: string, bytes: number): void {
    this.#opened?.gate.sent(destination, bytes);
  }

  call(message: BusMessage): void {
    if (this.#opened) return this.#opened.serve(message);
    // a refused message has no body left, and gets its error reply once the operator is open; messages beyond the limit
    // get no reply
    if (message.refused === undefined) this.#bytes += message.size;
    if (this.#early.length < 2 * MOST_CALLS) this.#early.push(message);
  }

  open(gate: Gate, serve: (message: BusMessage) => void): void {
    this.#opened = { gate, serve };
    for (const message of this.#early.splice(0)) serve(message);
  }

  #judgeEarly({ size }: Head): OperatorError | undefined {
    if (size > MOST_EACH) return new OperatorError('invalid-args', `the message is longer than ${MOST_EACH} bytes`);
    if (this.#early.length < MOST_CALLS && this.#bytes + size <= MOST_BYTES) return undefined;
    return new OperatorError('limits-exceeded', 'too many calls while the operator starts: try again');
  }
}
