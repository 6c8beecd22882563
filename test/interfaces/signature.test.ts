import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { ObjectSchema } from '../../interfaces/contract.js';
import { bodySignature, decodeBody, encodeBody, fieldSignature } from '../../interfaces/signature.js';

const schema: ObjectSchema = {
  type: 'object',
  properties: {
    path: { type: 'string', description: 'a path' },
    argv: { type: 'array', items: { type: 'string' }, description: 'words' },
    limit: { type: 'integer', minimum: 0, maximum: 10, description: 'bytes' },
    append: { type: 'boolean', description: 'at the end' },
  },
  required: ['path', 'argv'],
};

describe('signature', () => {
  it('puts required fields in their order and optional ones in the dictionary', () => {
    expect(bodySignature(schema)).toBe('sasa{sv}');
  });

  it('gives back what it was given', () => {
    const values = fc.record(
      { path: fc.string(), argv: fc.array(fc.string()), limit: fc.nat(10), append: fc.boolean() },
      { requiredKeys: ['path', 'argv'] },
    );
    fc.assert(
      fc.property(values, given => {
        expect(decodeBody(schema, encodeBody(schema, given)).values).toEqual(given);
      }),
    );
  });

  it('takes whole numbers of any type that they were sent as, and sends large ones as such', () => {
    const large: ObjectSchema = {
      type: 'object',
      properties: { size: { type: 'integer', minimum: -(2 ** 53 - 1), maximum: 2 ** 53 - 1, description: 'bytes' } },
      required: ['size'],
    };
    expect(bodySignature(large)).toBe('xa{sv}');
    expect(encodeBody(large, { size: 2 ** 40 })).toEqual([2n ** 40n, {}]);
    expect(decodeBody(large, [2n ** 40n, {}]).values).toEqual({ size: 2 ** 40 });
    const sent = { limit: { signature: 't', value: 5n } };
    expect(decodeBody(schema, ['/x', [], sent]).values).toEqual({ path: '/x', argv: [], limit: 5 });
  });

  it('hands unknown options back instead of dropping them', () => {
    const { values, dict } = decodeBody(schema, ['/x', [], { job: { signature: 's', value: 'a' } }]);
    expect(values).toEqual({ path: '/x', argv: [] });
    expect(dict).toEqual({ job: { signature: 's', value: 'a' } });
  });

  it('takes rows of flat values in a result', () => {
    const rows: ObjectSchema = {
      type: 'object',
      properties: { rows: { type: 'array', items: { type: 'object' }, description: 'rows' } },
      required: ['rows'],
    };
    const given = { rows: [{ pid: 1, name: 'init', own: false }] };
    expect(bodySignature(rows)).toBe('aa{sv}a{sv}');
    expect(decodeBody(rows, encodeBody(rows, given)).values).toEqual(given);
  });

  it('refuses what does not travel', () => {
    expect(() => fieldSignature('n', { type: 'integer', description: '' })).toThrow(/both bounds/);
    expect(() => fieldSignature('n', { type: 'integer', minimum: 0, maximum: 2 ** 53, description: '' })).toThrow(
      /53 bits/,
    );
    expect(() => fieldSignature('n', { type: 'array', description: '' })).toThrow(/strings or flat/);
  });
});
