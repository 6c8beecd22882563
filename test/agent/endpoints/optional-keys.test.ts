import { expect, it } from 'vitest';
import * as z from 'zod';
import { withOptionalKeys } from '../../../agent/endpoints/optional-keys.js';
import { planJsonSchema } from '../../../agent/plan/schema.js';
import { loadCatalog } from '../../../interfaces/catalog.js';

const every = planJsonSchema(loadCatalog());
const step = { action: 'write_file', path: 'a', content: 'b' };

function takes(schema: unknown, plan: unknown): boolean {
  return z.fromJSONSchema(JSON.parse(JSON.stringify(schema))).safeParse(plan).success;
}

it('keys that may be null may be left out instead, and nothing else changes', () => {
  const plain = withOptionalKeys(every);
  expect(JSON.stringify(plain)).not.toContain('"null"');
  expect(takes(every, { steps: [step] })).toBe(false);
  expect(takes(plain, { steps: [step] })).toBe(true);
  expect(takes(plain, { look: true, steps: [{ ...step, append: true, mode: '0600' }], say: 'done' })).toBe(true);
  for (const wrong of [{}, { steps: [{ action: 'write_file', path: 'a' }] }, { steps: [{ ...step, more: 1 }] }]) {
    expect(takes(plain, wrong)).toBe(false);
  }
});

it('what holds no null is left as it is', () => {
  const schema = { type: 'object', properties: { a: { type: 'array', items: { enum: ['null'] } } }, required: ['a'] };
  expect(withOptionalKeys(schema)).toEqual(schema);
});
