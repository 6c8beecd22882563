import DBusBuffer from 'dbus-next/lib/dbus-buffer.js';
import marshaller from 'dbus-next/lib/message.js';
import signatures from 'dbus-next/lib/signature.js';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { fromWire, toWire } from '../../../helper/bus/variants.js';
import type { Tagged } from '../../../interfaces/signature.js';

const text = fc.string({ unit: 'grapheme' }).filter(value => !value.includes('\0'));
const scalar: fc.Arbitrary<Tagged> = fc.oneof(
  text.map(value => ({ signature: 's', value })),
  fc.boolean().map(value => ({ signature: 'b', value })),
  fc.nat(0xffffffff).map(value => ({ signature: 'u', value })),
  fc.integer({ min: -0x80000000, max: 0x7fffffff }).map(value => ({ signature: 'i', value })),
  fc.bigInt(0n, 2n ** 64n - 1n).map(value => ({ signature: 't', value })),
  fc.array(text).map(value => ({ signature: 'as', value })),
);
// the hostile names too: a key is only a key
const key = fc.oneof(text, fc.constantFrom('__proto__', 'constructor', 'toString', 'hasOwnProperty'));
const dict = fc
  .array(fc.tuple(key, scalar), { maxLength: 8 })
  .map(entries => ({ signature: 'a{sv}', value: Object.fromEntries(entries) }));
const nested = fc.oneof(
  dict,
  scalar.map(value => ({ signature: 'v', value })),
  fc.tuple(scalar, scalar).map(([a, b]) => ({ signature: '(vv)', value: [a, b] })),
  fc.array(dict, { maxLength: 3 }).map(rows => ({ signature: 'aa{sv}', value: rows.map(row => row.value) })),
);

function roundTrip({ signature, value }: Tagged): unknown {
  const trees = signatures.parseSignature(signature);
  const body = trees.map(tree => toWire(tree, value));
  const [bytes] = marshaller.marshall({ type: 1, serial: 1, path: '/x', member: 'X', signature, body });
  const reader = new DBusBuffer(bytes, 0, bytes[0] ?? 0);
  reader.read('yyyyuua(yv)');
  reader.align(3);
  const [read] = reader.read(signature);
  return trees.map(tree => fromWire(tree, read))[0];
}

// without prototypes, so that only what is really there is compared
function plain(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(plain);
  if (typeof value !== 'object' || value === null) return value;
  return new Map(Object.entries(value).map(([name, item]) => [name, plain(item)]));
}

describe('values on the wire', () => {
  it('come back as they were sent', () => {
    fc.assert(
      fc.property(fc.oneof(scalar, nested), sent => {
        expect(plain(roundTrip(sent))).toEqual(plain(sent.value));
      }),
    );
  });

  it('carry no zero byte, which would have us thrown off the bus', () => {
    const tree = { type: 's', child: [] };
    expect(toWire(tree, 'a\0b')).toBe('a\uFFFDb');
  });

  it.each([
    ['s', 5],
    ['v', 'x'],
    ['as', 'x'],
    ['as', [1]],
    ['a{sv}', { a: 'x' }],
  ])('refuse a value that is not of type %s', (signature, value) => {
    const [tree] = signatures.parseSignature(signature);
    expect(() => tree && toWire(tree, value)).toThrow(TypeError);
  });
});
