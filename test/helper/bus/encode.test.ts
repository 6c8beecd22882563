import marshaller from 'dbus-next/lib/message.js';
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { encodeMessage } from '../../../helper/bus/encode.js';
import { variant } from '../../../interfaces/signature.js';

const name = fc.stringMatching(/^[a-z]{1,9}(\.[A-Z][a-z]{1,9}){1,3}$/);
const text = fc.string({ unit: 'grapheme', maxLength: 40 }).filter(value => !value.includes('\0'));
const head = fc.record(
  {
    path: fc.constantFrom('/', '/a', '/org/llmos/Operator1'),
    interface: name,
    member: fc.stringMatching(/^[A-Z][a-z]{1,9}$/),
    errorName: name,
    destination: fc.oneof(name, fc.constant(':1.23')),
    replySerial: fc.nat(),
    flags: fc.nat(7),
  },
  { requiredKeys: [] },
);

it('writes the same bytes as the library', () => {
  const message = fc.tuple(fc.integer({ min: 1, max: 4 }), head, fc.option(text), fc.integer({ min: 1, max: 2 ** 31 }));
  fc.assert(
    fc.property(message, ([type, fields, body, serial]) => {
      const whole = { type, ...fields, ...(body === null ? {} : { signature: 's', body: [body] }) };
      expect(encodeMessage(whole, serial)).toEqual(marshaller.marshall({ ...whole, serial })[0]);
    }),
  );
});

it('leaves a body of more than one text to the library', () => {
  const bytes = encodeMessage({ type: 2, replySerial: 7, signature: 'sa{sv}', body: ['x', { y: variant('z') }] }, 9);
  const values = ['x', [['y', ['s', 'z']]]];
  expect(bytes).toEqual(
    marshaller.marshall({ type: 2, replySerial: 7, serial: 9, signature: 'sa{sv}', body: values })[0],
  );
});

it('refuses a text with a zero in it, and a body that is not of its signature', () => {
  expect(() => encodeMessage({ type: 3, signature: 's', body: ['a\0b'] }, 1)).toThrow('zero');
  expect(() => encodeMessage({ type: 3, signature: 'ss', body: ['a'] }, 1)).toThrow("values for 'ss'");
});
