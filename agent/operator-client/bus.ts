// the only file of the agent's side that knows dbus-next; low-level messages only
import { EventEmitter } from 'node:events';
import { Writable } from 'node:stream';
import dbus, { type MessageBus } from 'dbus-next';
// the very instance that the library reads with, bundled or not
import DBusBuffer from 'dbus-next/lib/dbus-buffer.js';
import { BusLostError, BusReplyError } from './bus-errors.js';
import { isTagged } from '../../interfaces/signature.js';

const NO_REPLY_EXPECTED = 1;
const ALLOW_INTERACTIVE_AUTHORIZATION = 4;
const CLOSED = 'the bus closed the connection';

export interface CallRequest {
  readonly destination: string;
  readonly path: string;
  readonly interface: string;
  readonly member: string;
  readonly signature?: string;
  /** variants are `{signature, value}` */
  readonly body?: readonly unknown[];
  readonly interactive?: boolean;
}

export interface BusSignal {
  readonly sender: string;
  readonly path: string;
  readonly interface: string;
  readonly member: string;
  readonly signature: string;
  readonly body: readonly unknown[];
}

export interface ClientBus {
  /** no timeout: a person may be reading; rejects when the bus is lost */
  call(request: CallRequest): Promise<unknown[]>;
  /** a call whose reply nobody waits for */
  send(request: CallRequest): void;
  onSignal(listener: (signal: BusSignal) => void): void;
  /** true once it is gone for good */
  readonly isLost: () => boolean;
  close(): void;
}

/** connects to the system bus, or to the one that `DBUS_SYSTEM_BUS_ADDRESS` names */
export async function connectClientBus(address?: string): Promise<ClientBus> {
  surviveDescriptorSignature();
  const bus = address === undefined ? dbus.systemBus() : dbus.sessionBus({ busAddress: address });
  // claims every incoming call without an answer: the library's own replies would include stack traces
  bus.addMethodHandler(() => true);
  const { lost, reason } = watchLoss(bus);
  await Promise.race([new Promise<void>(resolve => bus.once('connect', () => resolve())), lost]);
  return adapt(bus, { lost, reason });
}

interface Loss {
  readonly lost: Promise<never>;
  /** why the bus is gone; `undefined` while it is there */
  readonly reason: () => string | undefined;
}

function adapt(bus: MessageBus, { lost, reason }: Loss): ClientBus {
  return {
    call: async request => {
      const gone = reason();
      if (gone !== undefined) throw new BusLostError(gone, false);
      const reply = await Promise.race([bus.call(toMessage(request, 0)).catch(translate), lost]);
      return reply?.body ?? [];
    },
    send: request => {
      if (reason() === undefined) bus.send(toMessage(request, NO_REPLY_EXPECTED));
    },
    onSignal: listener => {
      bus.on('message', (message: dbus.Message) => {
        if (message.type !== dbus.MessageType.SIGNAL) return;
        const { sender, path, interface: face, member, signature, body } = message;
        listener({ sender, path, interface: face, member, signature, body: body ?? [] });
      });
    },
    isLost: () => reason() !== undefined,
    close: () => bus.disconnect(),
  };
}

function toMessage(request: CallRequest, flags: number): dbus.Message {
  const { interactive = false, body = [], ...head } = request;
  return new dbus.Message({
    ...head,
    signature: request.signature ?? '',
    body: body.map(toVariants),
    flags: flags | (interactive ? ALLOW_INTERACTIVE_AUTHORIZATION : 0),
  });
}

function toVariants(value: unknown): unknown {
  if (isTagged(value)) return new dbus.Variant(value.signature, toVariants(value.value));
  if (Array.isArray(value)) return value.map(toVariants);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, member]) => [key, toVariants(member)]));
}

function translate(error: unknown): never {
  if (error instanceof dbus.DBusError) throw new BusReplyError(error.type, error.text);
  throw error;
}

// pending calls of the library hang forever once its stream has ended, so each is raced against this
function watchLoss(bus: MessageBus): Loss {
  let reason: string | undefined;
  const lost = new Promise<never>((_, reject) => {
    const lose = (why: string): void => {
      reason ??= why;
      reject(new BusLostError(why));
    };
    bus.on('error', (error: unknown) => lose(error instanceof Error ? error.message : String(error)));
    streamOf(bus)?.on('end', () => lose(CLOSED));
  });
  lost.catch(() => {});
  // a stream that broke says so a moment before the library does
  return { lost, reason: () => reason ?? (isWritable(bus) ? undefined : CLOSED) };
}

function streamOf(bus: MessageBus): EventEmitter | undefined {
  const connection: unknown = Reflect.get(bus, '_connection');
  return connection instanceof EventEmitter ? connection : undefined;
}

function isWritable(bus: MessageBus): boolean {
  const connection = streamOf(bus);
  const stream: unknown = connection && Reflect.get(connection, 'stream');
  return !(stream instanceof Writable) || stream.writable;
}

let patched = false;

// stock dbus-next throws inside its stream parser on signature `h` without descriptors: one message from anybody kills us
function surviveDescriptorSignature(): void {
  if (patched) return;
  patched = true;
  const { prototype } = DBusBuffer;
  const original = Reflect.get(prototype, 'readSimpleType');
  prototype.readSimpleType = function readSimpleType(type) {
    return type === 'h' ? this.readInt32() : Reflect.apply(original, this, [type]);
  };
}
