import { createConnection, type Socket } from 'node:net';
import DBusBuffer from 'dbus-next/lib/dbus-buffer.js';
import handshake from 'dbus-next/lib/handshake.js';
import marshaller from 'dbus-next/lib/message.js';
import type { TypeTree } from 'dbus-next/lib/signature.js';
import { CallMemo } from './encoded-call-cache.js';
import { parseTypes } from './signatures.js';
import { fromWire, toWire } from './variants.js';

export const MESSAGE = { call: 1, reply: 2, error: 3, signal: 4 } as const;
export const FLAG = { noReply: 1, noAutoStart: 2, interactive: 4 } as const;

const SYSTEM_BUS = 'unix:path=/run/dbus/system_bus_socket';
const LITTLE_ENDIAN = 0x6c;
const HEADER_BYTES = 16;
/** what is longer is not parsed: dictionaries of that size would cost many times their bytes in memory */
const MAX_BODY_BYTES = 8 * 1024 * 1024;
const FIELDS = new Map([
  [1, 'path'],
  [2, 'interface'],
  [3, 'member'],
  [4, 'errorName'],
  [6, 'destination'],
  [7, 'sender'],
  [8, 'signature'],
]);
const REPLY_SERIAL = 5;

// the stock parser throws at a message of type `h` that carries no descriptor, which anybody may send
class Reader extends DBusBuffer {
  override readSimpleType(type: string): unknown {
    return type === 'h' ? this.readInt32() : super.readSimpleType(type);
  }

  // as the library's, which parses the same few signatures again and again
  override readVariant(): [readonly TypeTree[], unknown[]] {
    const trees = parseTypes(String(this.readSimpleType('g')));
    return [trees, this.readStruct(trees)];
  }
}

export interface BusMessage {
  readonly type: number;
  readonly flags: number;
  readonly serial: number;
  readonly replySerial: number;
  readonly path: string;
  readonly interface: string;
  readonly member: string;
  readonly errorName: string;
  readonly destination: string;
  readonly sender: string;
  readonly signature: string;
  readonly body: readonly unknown[];
  /** set where the body was not parsed */
  readonly problem: string | undefined;
}

export type Outgoing = { readonly type: number } & Partial<Omit<BusMessage, 'serial' | 'problem'>> & {
    /** one of the few calls that are made again and again */
    readonly repeated?: boolean;
  };

export interface Wire {
  /** the message as bytes, with the serial it will have */
  encode(message: Outgoing): { readonly bytes: Buffer; readonly serial: number };
  write(bytes: Buffer): void;
  close(): void;
}

export interface WireEvents {
  message(message: BusMessage): void;
  lost(reason: Error): void;
}

/** there is no bus to connect to, or not any more */
export class BusUnavailable extends Error {}

/** connects and authenticates; after `lost` nothing comes any more */
export function openWire(address: string | undefined, events: WireEvents): Promise<Wire> {
  const stream = createConnection(socketPath(address ?? SYSTEM_BUS));
  const memo = new CallMemo();
  let serial = 0;
  return new Promise((resolve, reject) => {
    const lost = ({ message }: Error) => {
      const reason = new BusUnavailable(message);
      reject(reason);
      events.lost(reason);
    };
    stream.once('error', lost);
    stream.once('close', () => lost(new Error('the bus closed the connection')));
    stream.once('connect', () => {
      handshake(stream, { authMethods: ['EXTERNAL'] }, error => {
        if (error) return reject(new Error('the bus refused us'));
        readMessages(stream, events);
        resolve({
          encode: message => {
            serial += 1;
            return { bytes: memo.bytes(message, serial, () => encodeMessage(message, serial)), serial };
          },
          write: bytes => void stream.write(bytes),
          close: () => stream.destroySoon(),
        });
      });
    });
  });
}

function socketPath(address: string): string {
  for (const one of address.split(';')) {
    const path = /^unix:(?:.*,)?path=([^,]+)/.exec(one)?.[1];
    if (path !== undefined) return decodeURIComponent(path);
  }
  throw new Error(`cannot use the bus address ${address}: expected unix:path=…`);
}

function encodeMessage(message: Outgoing, serial: number): Buffer {
  const { signature = '', body = [] } = message;
  const trees = parseTypes(signature);
  if (trees.length !== body.length) throw new TypeError(`a body of ${body.length} values for '${signature}'`);
  const values = trees.map((tree, index) => toWire(tree, body[index]));
  return marshaller.marshall({ ...message, serial, signature, body: values })[0];
}

function readMessages(stream: Socket, events: WireEvents): void {
  let header: Buffer | undefined;
  stream.on('readable', () => {
    for (;;) {
      header ??= readBytes(stream, HEADER_BYTES);
      if (!header) return;
      const { fields, body } = lengthsOf(header);
      const rest = readBytes(stream, fields + body);
      if (!rest) return;
      const message = decodeMessage(header, rest);
      header = undefined;
      if (message) events.message(message);
    }
  });
}

function readBytes(stream: Socket, count: number): Buffer | undefined {
  const bytes: unknown = stream.read(count);
  return Buffer.isBuffer(bytes) && bytes.length === count ? bytes : undefined;
}

function lengthsOf(header: Buffer): { fields: number; body: number } {
  const little = header[0] === LITTLE_ENDIAN;
  const fields = little ? header.readUInt32LE(12) : header.readUInt32BE(12);
  return { fields: (fields + 7) & ~7, body: little ? header.readUInt32LE(4) : header.readUInt32BE(4) };
}

// a message that the parser trips over costs that message, never the process
function decodeMessage(header: Buffer, rest: Buffer): BusMessage | undefined {
  try {
    const { fields, body } = lengthsOf(header);
    const reader = new Reader(Buffer.concat([header, rest]), 0, header[0] ?? 0);
    const [, type, flags, , , serial, entries] = reader.readStruct(parseTypes('yyyyuua(yv)'));
    const message = { ...readFields(entries), type: Number(type), flags: Number(flags), serial: Number(serial) };
    reader.pos = HEADER_BYTES + fields;
    if (body > MAX_BODY_BYTES) return { ...message, body: [], problem: `longer than ${MAX_BODY_BYTES} bytes` };
    return { ...message, ...readBody(reader, message.signature) };
  } catch {
    return undefined;
  }
}

function readFields(entries: unknown): Omit<BusMessage, 'type' | 'flags' | 'serial' | 'body' | 'problem'> {
  const empty = { path: '', interface: '', member: '', errorName: '', destination: '', sender: '', signature: '' };
  const message: Record<string, string> & typeof empty = empty;
  let replySerial = 0;
  for (const entry of Array.isArray(entries) ? entries : []) {
    const code = Number(entry[0]);
    const value: unknown = entry[1]?.[1]?.[0];
    const name = FIELDS.get(code);
    if (name !== undefined && typeof value === 'string') message[name] = value;
    if (code === REPLY_SERIAL && typeof value === 'number') replySerial = value;
  }
  return { ...message, replySerial };
}

function readBody(reader: Reader, signature: string): Pick<BusMessage, 'body' | 'problem'> {
  try {
    const trees = parseTypes(signature);
    const values = reader.readStruct(trees);
    return { body: trees.map((tree, index) => fromWire(tree, values[index])), problem: undefined };
  } catch {
    return { body: [], problem: 'not readable' };
  }
}
