import { FLAG, MESSAGE, type BusMessage } from './wire.js';
import type { Bus } from './connection.js';
import { serveStandard } from './standard-interfaces.js';
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
  run(call: IncomingCall): Promise<readonly unknown[]>;
}

export interface ServedObject {
  readonly path: string;
  readonly interface: string;
  xml(): string;
  readonly methods: ReadonlyMap<string, ServedMethod>;
  readonly properties: ReadonlyMap<string, () => Tagged>;
}

export interface Answer {
  readonly signature: string;
  readonly body: readonly unknown[];
}

/** answers every call, whatever it holds; what it throws at is told to `report`, never to the caller */
export function serveObject(object: ServedObject, report: (error: unknown) => string) {
  return async (bus: Pick<Bus, 'send'>, message: BusMessage): Promise<void> => {
    const common = { destination: message.sender, replySerial: message.serial };
    const reply = (answer: Answer) => {
      if (!(message.flags & FLAG.noReply)) bus.send({ ...common, type: MESSAGE.reply, ...answer });
    };
    try {
      reply(await answerTo(object, message));
    } catch (error) {
      const { dbusName, text } = asReply(error, report);
      if (message.flags & FLAG.noReply) return;
      bus.send({ ...common, type: MESSAGE.error, errorName: dbusName, signature: 's', body: [text] });
    }
  };
}

async function answerTo(object: ServedObject, message: BusMessage): Promise<Answer> {
  if (message.problem !== undefined) throw new OperatorError('invalid-args', `the message is ${message.problem}`);
  const standard = await serveStandard(object, message);
  if (standard) return standard;
  if (message.path !== object.path) {
    throw new OperatorError('unknown-object', `there is no object here: the operator is at ${object.path}`);
  }
  if (message.interface !== '' && message.interface !== object.interface) {
    throw new OperatorError('unknown-interface', `there is no such interface: expected ${object.interface}`);
  }
  const method = object.methods.get(message.member);
  if (!method) throw new OperatorError('unknown-method', 'there is no such method: see `busctl introspect`');
  if (message.signature !== method.in) {
    throw new OperatorError('invalid-args', `expected the signature '${method.in}', got '${message.signature}'`);
  }
  const interactive = (message.flags & FLAG.interactive) !== 0;
  const body = await method.run({ sender: message.sender, interactive, body: message.body });
  return { signature: method.out, body };
}

function asReply(error: unknown, report: (error: unknown) => string): { dbusName: string; text: string } {
  if (error instanceof OperatorError) return { dbusName: error.dbusName, text: error.message };
  return { dbusName: ERROR_NAMES.failed, text: `internal error ${report(error)}: see the journal` };
}
