import marshall from 'dbus-next/lib/marshall.js';
import { FIXED_BYTES } from './message.js';
import { parseTypes } from './signatures.js';
import { toWire } from './variants.js';
import type { Outgoing } from './wire.js';

const LITTLE_ENDIAN = 0x6c;
const PROTOCOL_VERSION = 1;
// code, type and name of each header field, in the order in which they are written
const FIELDS = [
  [1, 'o', 'path'],
  [2, 's', 'interface'],
  [3, 's', 'member'],
  [4, 's', 'errorName'],
  [5, 'u', 'replySerial'],
  [6, 's', 'destination'],
  [8, 'g', 'signature'],
] as const;

/** the bytes of a message. the header is written here: by the library it takes longer than most calls that it answers */
export function encodeMessage(message: Outgoing, serial: number): Buffer {
  const { signature = '', body: values = [] } = message;
  const body = encodeBody(signature, values);
  const fields = encodeFields(message);
  const bytes = Buffer.alloc(FIXED_BYTES + padded(fields.length, 8) + body.length);
  bytes.set([LITTLE_ENDIAN, message.type, message.flags ?? 0, PROTOCOL_VERSION]);
  bytes.writeUInt32LE(body.length, 4);
  bytes.writeUInt32LE(serial, 8);
  bytes.writeUInt32LE(fields.length, 12);
  fields.copy(bytes, FIXED_BYTES);
  body.copy(bytes, bytes.length - body.length);
  return bytes;
}

function encodeBody(signature: string, values: readonly unknown[]): Buffer {
  const trees = parseTypes(signature);
  if (trees.length !== values.length) throw new TypeError(`a body of ${values.length} values for '${signature}'`);
  const [only] = values;
  // most replies are one text
  if (signature === 's' && typeof only === 'string') return encodeText(only);
  if (signature === '') return Buffer.alloc(0);
  return marshall(
    signature,
    trees.map((tree, index) => toWire(tree, values[index])),
  );
}

function encodeFields(message: Outgoing): Buffer {
  const parts: Buffer[] = [];
  for (const [code, type, name] of FIELDS) {
    const value = message[name] ?? '';
    if (value === '' || value === 0) continue;
    // a struct of a byte and a variant; it begins at a multiple of eight
    const last = parts.at(-1);
    if (last) parts.push(Buffer.alloc(-last.length & 7));
    const start = Buffer.from([code, 1, type.charCodeAt(0), 0]);
    parts.push(Buffer.concat([start, encodeValue(type, value)]));
  }
  return Buffer.concat(parts);
}

function encodeValue(type: 'o' | 's' | 'u' | 'g', value: string | number): Buffer {
  if (typeof value === 'number') return encodeNumber(value);
  return type === 'g' ? encodeShort(value) : encodeText(value);
}

function encodeText(text: string): Buffer {
  if (text.includes('\0')) throw new TypeError('a text of the bus holds no zero');
  const length = Buffer.byteLength(text);
  const bytes = Buffer.alloc(4 + length + 1);
  bytes.writeUInt32LE(length, 0);
  bytes.write(text, 4);
  return bytes;
}

function encodeShort(signature: string): Buffer {
  return Buffer.concat([Buffer.from([Buffer.byteLength(signature)]), Buffer.from(`${signature}\0`)]);
}

function encodeNumber(value: number): Buffer {
  const bytes = Buffer.alloc(4);
  bytes.writeUInt32LE(value);
  return bytes;
}

function padded(length: number, to: number): number {
  return length + (-length & (to - 1));
}
