import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Outgoing } from '../../../helper/bus/wire.js';
import { CallMemo } from '../../../helper/bus/encoded-call-cache.js';

const call = (more: Partial<Outgoing> = {}): Outgoing => {
  const address = { destination: 'org.example.A', path: '/a', interface: 'org.example.A', member: 'Ask' };
  return { type: 1, ...address, signature: 's', body: ['x'], repeated: true, ...more };
};

// as an encoder would: everything of the message, with the serial where it stands in one
function encode(message: Outgoing, serial: number): Buffer {
  const head = Buffer.alloc(16);
  head.writeUInt32LE(serial, 8);
  return Buffer.concat([head, Buffer.from(JSON.stringify(message))]);
}

describe('the memo of calls', () => {
  it('gives the same bytes as encoding does, whatever was sent before', () => {
    const member = fc.constantFrom('Ask', 'Tell');
    const body = fc.array(fc.oneof(fc.string({ maxLength: 3 }), fc.dictionary(fc.string(), fc.string())));
    fc.assert(
      fc.property(fc.array(fc.tuple(member, body), { maxLength: 100 }), messages => {
        const memo = new CallMemo();
        for (const [index, [name, values]] of messages.entries()) {
          const message = call({ member: name, body: values });
          expect(memo.bytes(message, index + 1, () => encode(message, index + 1))).toEqual(encode(message, index + 1));
        }
      }),
    );
  });

  it('does not hand out bytes that a later call writes to', () => {
    const memo = new CallMemo();
    const first = memo.bytes(call(), 1, () => encode(call(), 1));
    const second = memo.bytes(call(), 2, () => encode(call(), 2));
    memo.bytes(call(), 3, () => encode(call(), 3));
    expect([first.readUInt32LE(8), second.readUInt32LE(8)]).toEqual([1, 2]);
  });

  it('keeps nothing of what is not said to be repeated', () => {
    const memo = new CallMemo();
    let encoded = 0;
    for (let serial = 1; serial <= 3; serial += 1) {
      memo.bytes(call({ repeated: false }), serial, () => {
        encoded += 1;
        return encode(call(), serial);
      });
    }
    expect(encoded).toBe(3);
  });
});
