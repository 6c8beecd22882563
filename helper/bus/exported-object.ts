import { describeCause } from '../call/cause.js';
import { FLAG, MESSAGE, type BusMessage, type Head, type Outgoing } from './wire.js';
import type { ServiceBus } from './connection.js';
import { STANDARD, serveStandard } from './standard-interfaces.js';
import { ERROR_NAMES, OperatorError } from '../../interfaces/errors.js';
import type { Tagged } from '../../interfaces/signature.js';

export interface IncomingCall {
  readonly sender: string;
  /** the caller allows that a person is asked */
  readonly interactive: boolean;
  readonly body: readonly unknown[];
}

export interface ServedMethod {
  readonly in: string;
  readonly out: string;
  /** most bytes of a body, 65536 where unsaid; what is longer is refused unread */
  readonly most?: number;
  /** is about a call at work, so it counts as none itself */
  readonly during?: boolean;
  run(call: IncomingCall): Promise<readonly unknown[]>;
}

export interface ServedObject {
  readonly path: string;
  readonly interface: string;
  xml(): string;
  readonly methods: ReadonlyMap<string, ServedMethod>;
  readonly properties: ReadonlyMap<string, () => Tagged>;
}

export interface MethodReply {
  readonly signature: string;
  readonly body: readonly unknown[];
}

export interface Serving {
  /** lets a call in, whose head was found in order; resolves with what must be called when it is over */
  enter(head: Head, during: boolean): (() => void) | Promise<() => void>;
  /** the caller does not read; not even an error is sent to it any more */
  isDeaf(sender: string): boolean;
  /** told of what nobody expected; the caller hears the word that it returns */
  report(error: unknown): string;
}

const MAX_ERROR_TEXT = 2000;
const MAX_BODY_BYTES = 64 * 1024;

/** answers every call, whatever it holds; never rejects */
export function serveObject(object: ServedObject, serving: Serving) {
  return async (bus: Pick<ServiceBus, 'send'>, message: BusMessage): Promise<void> => {
    const { sender: destination, serial: replySerial, flags } = message;
    const send = (reply: Omit<Outgoing, 'destination' | 'replySerial'>) => {
      if (!(flags & FLAG.noReply)) bus.send({ destination, replySerial, ...reply });
    };
    try {
      const answer = await answerTo(object, message, serving);
      send({ type: MESSAGE.reply, ...answer });
    } catch (error) {
      const { dbusName: errorName, text } = asReply(error, serving);
      if (serving.isDeaf(destination)) return;
      try {
        send({ type: MESSAGE.error, errorName, signature: 's', body: [cutText(text)] });
      } catch (unsent) {
        // no single reply decides about the process
        serving.report(unsent);
      }
    }
  };
}

/** the reason to refuse a call, from its head alone */
export function messageRefusal(object: ServedObject, head: Head): OperatorError | undefined {
  if (STANDARD.has(head.interface)) return refuseShape(STANDARD.get(head.interface)?.get(head.member), head);
  if (head.path !== object.path) {
    return new OperatorError('unknown-object', `there is no object here: the operator is at ${object.path}`);
  }
  if (head.interface !== '' && head.interface !== object.interface) {
    return new OperatorError('unknown-interface', `there is no such interface: expected ${object.interface}`);
  }
  return refuseShape(object.methods.get(head.member), head);
}

function refuseShape(
  method: Pick<ServedMethod, 'in' | 'most'> | undefined,
  { signature, size }: Head,
): OperatorError | undefined {
  if (!method) return new OperatorError('unknown-method', 'there is no such method: see `busctl introspect`');
  if (signature !== method.in) {
    return new OperatorError('invalid-args', `expected the signature '${method.in}', got '${signature}'`);
  }
  const { most = MAX_BODY_BYTES } = method;
  if (size <= most) return undefined;
  return new OperatorError('invalid-args', `the message is longer than ${most} bytes`);
}

async function answerTo(object: ServedObject, message: BusMessage, serving: Serving): Promise<MethodReply> {
  const refused = message.refused ?? messageRefusal(object, message);
  if (refused) throw refused;
  const method = STANDARD.has(message.interface) ? undefined : object.methods.get(message.member);
  const entered = serving.enter(message, method?.during === true);
  const leave = typeof entered === 'function' ? entered : await entered;
  try {
    if (message.problem !== undefined) throw new OperatorError('invalid-args', `the message is ${message.problem}`);
    if (!method) return await serveStandard(object, message);
    const interactive = (message.flags & FLAG.interactive) !== 0;
    const body = await method.run({ sender: message.sender, interactive, body: message.body });
    return { signature: method.out, body };
  } finally {
    leave();
  }
}

function asReply(error: unknown, serving: Serving): { dbusName: string; text: string } {
  if (error instanceof OperatorError) return { dbusName: error.dbusName, text: error.message };
  const cause = describeCause(error);
  const id = `internal error ${serving.report(error)}${cause === '' ? '' : `, ${cause}`}`;
  return { dbusName: ERROR_NAMES.failed, text: `${id}: see the journal of llmos-operator` };
}

// a text may quote what a caller sent
function cutText(text: string): string {
  return text.length <= MAX_ERROR_TEXT ? text : `${text.slice(0, MAX_ERROR_TEXT - 1)}…`;
}
