import * as z from 'zod';
import type { Field, ObjectSchema } from '../../interfaces/contract.js';
import { isPathKind } from '../../interfaces/kinds.js';
import { fieldKind } from '../operator-client/action-facts.js';

/** the zod twin of one field of the catalogue */
function fieldToZod(field: Field): z.ZodType {
  if (field.type === 'boolean') return z.boolean();
  if (field.type === 'integer') return integerToZod(field);
  if (field.type === 'array') return arrayToZod(field);
  return stringToZod(field);
}

/** schema of a step of this action, the action's own name included; unknown keys are refused */
export function stepToZod(action: string, params: ObjectSchema): z.ZodType {
  const required = new Set(params.required);
  const shape: Record<string, z.ZodType> = { action: z.literal(action) };
  for (const [name, field] of Object.entries(params.properties)) {
    const type = isPath(field) ? pathToZod(field) : fieldToZod(field);
    shape[name] = required.has(name) ? type : type.optional();
  }
  return z.strictObject(shape);
}

/** a plan may name a path as the person did, relative or with a tilde; `resolvePlan` makes it absolute */
export function isPath(field: Field | undefined): boolean {
  return isPathKind(fieldKind(field));
}

function pathToZod(field: Field): z.ZodType {
  return noNul(z.string().min(1)).max(field.maxLength ?? 4096);
}

function stringToZod(field: Field): z.ZodType {
  if (field.enum !== undefined) return z.enum(field.enum);
  let type = noNul(z.string());
  if (field.minLength !== undefined) type = type.min(field.minLength);
  if (field.maxLength !== undefined) type = type.max(field.maxLength);
  if (field.pattern !== undefined) type = type.regex(new RegExp(field.pattern, 'u'));
  return type;
}

function noNul(type: z.ZodString): z.ZodString {
  return type.regex(/^[^\0]*$/, 'must not hold a zero byte');
}

function integerToZod(field: Field): z.ZodType {
  let type = z.int();
  if (field.minimum !== undefined) type = type.min(field.minimum);
  if (field.maximum !== undefined) type = type.max(field.maximum);
  return type;
}

function arrayToZod(field: Field): z.ZodType {
  const items = itemField(field);
  let type = z.array(items === undefined ? z.string() : stringToZod(items));
  if (field.minItems !== undefined) type = type.min(field.minItems);
  if (field.maxItems !== undefined) type = type.max(field.maxItems);
  return type;
}

/** the items of an array as a field of their own; bounds of items are not part of the catalogue's type, so they are read one by one */
export function itemField(field: Field): Field | undefined {
  const items = field.items;
  if (items === undefined || items.type !== 'string') return undefined;
  const { pattern, minLength, maxLength } = items;
  return {
    type: 'string',
    description: '',
    ...(typeof pattern === 'string' ? { pattern } : {}),
    ...(typeof minLength === 'number' ? { minLength } : {}),
    ...(typeof maxLength === 'number' ? { maxLength } : {}),
    ...(isStringList(items['enum']) ? { enum: items['enum'] } : {}),
  };
}

function isStringList(value: unknown): value is string[] {
  return Array.isArray(value) && value.every(item => typeof item === 'string');
}
