import { BudgetExceeded, MessageReader, type Budget } from './reader.js';
import { parseTypes } from './signatures.js';
import { fromWire } from './variants.js';
import type { OperatorError } from '../../interfaces/errors.js';

export const MESSAGE = { call: 1, reply: 2, error: 3, signal: 4 } as const;
export const FLAG = { noReply: 1, noAutoStart: 2, interactive: 4 } as const;
/** bytes of the fixed header, which holds the lengths of the other parts */
export const FIXED_BYTES = 16;

const LITTLE_ENDIAN = 0x6c;
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
const HEAD_BUDGET: Budget = { values: 256, depth: 4 };
// twice what a plan of eight steps with the most arguments takes, and the hashes of a journal
const CALL_BUDGET: Budget = { values: 4096, depth: 8 };
// only services of the system reach us with anything else
const OTHER_BUDGET: Budget = { values: 400_000, depth: 16 };

/** all that is known of a message before its body is read */
export interface Head {
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
  /** bytes of the body */
  readonly size: number;
}

export interface BusMessage extends Head {
  /** read when it is first asked for; empty where it cannot be */
  readonly body: readonly unknown[];
  /** the reason why the body cannot be read */
  readonly problem: string | undefined;
  /** set where the head alone was reason enough */
  readonly refused: OperatorError | undefined;
}

export interface Lengths {
  readonly fields: number;
  readonly body: number;
}

export function lengthsOf(fixed: Buffer): Lengths {
  const little = fixed[0] === LITTLE_ENDIAN;
  const fields = little ? fixed.readUInt32LE(12) : fixed.readUInt32BE(12);
  return { fields: fields + (-fields & 7), body: little ? fixed.readUInt32LE(4) : fixed.readUInt32BE(4) };
}

/** `undefined` where the parser trips over it */
export function decodeHead(bytes: Buffer): Head | undefined {
  try {
    const reader = new MessageReader(bytes, HEAD_BUDGET);
    const [, type, flags, , size, serial, entries] = reader.readStruct(parseTypes('yyyyuua(yv)'));
    const numbers = { type: Number(type), flags: Number(flags), serial: Number(serial), size: Number(size) };
    return { ...readFields(entries), ...numbers };
  } catch {
    return undefined;
  }
}

function readFields(entries: unknown): Omit<Head, 'type' | 'flags' | 'serial' | 'size'> {
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

type Read = Pick<BusMessage, 'body' | 'problem'>;

/** `bytes` are head and body together: places in a body are counted from the beginning of the message */
export function withBody(head: Head, bytes: Buffer): BusMessage {
  let read: Read | undefined;
  let raw: Buffer | undefined = bytes;
  const once = (): Read => {
    read ??= readBody(head, raw ?? Buffer.alloc(0));
    // not held as long as the call lives
    raw = undefined;
    return read;
  };
  return {
    ...head,
    refused: undefined,
    get body() {
      return once().body;
    },
    get problem() {
      return once().problem;
    },
  };
}

/** a message whose body was thrown away unread */
export function withoutBody(head: Head, refused: OperatorError): BusMessage {
  return { ...head, refused, body: [], problem: refused.message };
}

// one kind of number in all that a caller sends, whichever of the integer types it was sent as: bounds are checked later
function toNumbers(value: unknown): unknown {
  if (typeof value === 'bigint') return Number(value);
  if (Array.isArray(value)) return value.map(toNumbers);
  if (typeof value !== 'object' || value === null || Buffer.isBuffer(value)) return value;
  for (const [key, member] of Object.entries(value)) Reflect.set(value, key, toNumbers(member));
  return value;
}

function readBody(head: Head, bytes: Buffer): Read {
  try {
    const reader = new MessageReader(bytes, head.type === MESSAGE.call ? CALL_BUDGET : OTHER_BUDGET);
    reader.pos = bytes.length - head.size;
    const trees = parseTypes(head.signature);
    const values = reader.readStruct(trees);
    const body = trees.map((tree, index) => fromWire(tree, values[index]));
    return { body: head.type === MESSAGE.call ? body.map(toNumbers) : body, problem: undefined };
  } catch (error) {
    return { body: [], problem: error instanceof BudgetExceeded ? error.message : 'not readable' };
  }
}
