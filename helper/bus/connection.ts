import { FLAG, MESSAGE, openWire, type BusMessage, type Head, type Outgoing, type Wire } from './wire.js';
import { ReplyTable } from './pending-calls.js';
import { SignalTable } from './signal-subscriptions.js';
import { OperatorError } from '../../interfaces/errors.js';
import type { BusCaller, BusRequest } from '../system/bus-caller.js';

export const DAEMON = 'org.freedesktop.DBus';
const DAEMON_PATH = '/org/freedesktop/DBus';

// the daemon allows 128 outstanding calls of one connection; what is beyond ours waits its turn
const MAX_OUTSTANDING = 64;
const CALL_TIMEOUT_MS = 25_000;
const MAX_REPLY_BYTES = 1024 * 1024 + 64 * 1024;
const DO_NOT_QUEUE = 4;
/** replies of `RequestName`: the first owner, and one who waits for it */
const PRIMARY_OWNER = 1;
const IN_QUEUE = 2;

export interface ServiceBus extends BusCaller {
  readonly uniqueName: string;
  requestName(name: string): Promise<void>;
  /** the bus applies its rules of a name to those who wait for it, too */
  queueForName(name: string): Promise<void>;
  releaseName(name: string): Promise<void>;
  /** a reply or a signal; throws where it is larger than a reply may be */
  send(message: Outgoing): void;
  close(): void;
}

export interface BusEvents {
  /** a method call to us; never throws */
  call(message: BusMessage): void;
  /** judges a method call by its head, before its body is read; never throws */
  judge?(head: Head): OperatorError | undefined;
  /** so many bytes were sent to a connection */
  sent?(destination: string, bytes: number): void;
  /** the connection is gone for good */
  lost(reason: Error): void;
}

export async function connectServiceBus(address: string | undefined, events: BusEvents): Promise<ServiceBus> {
  const replies = new ReplyTable(MAX_OUTSTANDING);
  const signals = new SignalTable();
  const wire = await openWire(address, {
    judge: head => (head.type === MESSAGE.call ? events.judge?.(head) : undefined),
    message: message => {
      if (message.type === MESSAGE.call) events.call(message);
      else if (message.type === MESSAGE.signal) signals.deliver(message);
      else replies.deliver(message);
    },
    lost: reason => {
      replies.rejectAll(reason);
      events.lost(reason);
    },
  });
  const caller = makeCaller(wire, replies, signals);
  const [uniqueName] = await callDaemon(caller, 'Hello');
  return { ...caller, ...makeOwner(wire, caller, events), uniqueName: String(uniqueName) };
}

function makeCaller(wire: Wire, replies: ReplyTable, signals: SignalTable): BusCaller {
  const caller: BusCaller = {
    call: async request => {
      request.signal?.throwIfAborted();
      await replies.enter(request.signal);
      try {
        const { bytes, serial } = wire.encode(toMessage(request));
        const answer = replies.expect(serial, request, request.timeoutMs ?? CALL_TIMEOUT_MS);
        wire.write(bytes);
        return await answer;
      } finally {
        replies.leave();
      }
    },
    subscribe: (match, listener) => signals.subscribe(caller, match, listener),
  };
  return caller;
}

function makeOwner(wire: Wire, caller: BusCaller, events: BusEvents): Omit<ServiceBus, 'uniqueName' | keyof BusCaller> {
  return {
    requestName: async name => {
      const [result] = await callDaemon(caller, 'RequestName', 'su', [name, DO_NOT_QUEUE]);
      if (result !== PRIMARY_OWNER) throw new Error(`the name ${name} is taken: is another operator running?`);
    },
    queueForName: async name => {
      const [result] = await callDaemon(caller, 'RequestName', 'su', [name, 0]);
      if (result !== PRIMARY_OWNER && result !== IN_QUEUE) throw new Error(`the bus refused the name ${name}`);
    },
    releaseName: async name => {
      await callDaemon(caller, 'ReleaseName', 's', [name]);
    },
    send: message => {
      const { bytes } = wire.encode({ ...message, flags: FLAG.noReply });
      if (bytes.length > MAX_REPLY_BYTES) throw new OperatorError('failed', 'the reply would be larger than 1 MiB');
      events.sent?.(message.destination ?? '', bytes.length);
      wire.write(bytes);
    },
    close: () => wire.close(),
  };
}

function toMessage(request: BusRequest): Outgoing {
  const { destination, path, interface: face, member, signature = '', body = [], repeated = false } = request;
  return { type: MESSAGE.call, destination, path, interface: face, member, signature, body, repeated };
}

/** one call to the daemon itself */
export function callDaemon(
  caller: BusCaller,
  member: string,
  signature = '',
  body: readonly unknown[] = [],
  face = DAEMON,
): Promise<unknown[]> {
  return caller.call({ destination: DAEMON, path: DAEMON_PATH, interface: face, member, signature, body });
}
