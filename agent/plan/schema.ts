import type { Catalog } from '../../interfaces/catalog.js';
import type { Field, ObjectSchema } from '../../interfaces/contract.js';
import { isPath } from './field-schemas.js';
import { PLAN_SCHEMA_NAME } from './plan.js';
import { MAX_STEPS } from '../../interfaces/display-limits.js';

type Json = Readonly<Record<string, unknown>>;

/** the `response_format` of a request for a plan, the same for local models and endpoints */
export function planResponseFormat(catalog: Catalog): Json {
  return toResponseFormat(planJsonSchema(catalog));
}

/** a schema in openai's words */
export function toResponseFormat(schema: Json): Json {
  return { type: 'json_schema', json_schema: { name: PLAN_SCHEMA_NAME, strict: true, schema } };
}

/**
 * the subset that hosted endpoints enforce: `anyOf`, every key required, an optional one nullable, no other keys.
 * `dropNulls` undoes it
 */
export function planJsonSchema(catalog: Catalog): Json {
  const steps = catalog.actions.map(action => stepSchema(action.name, action.params));
  return objectOf({
    look: { type: ['boolean', 'null'] },
    steps: { type: 'array', maxItems: MAX_STEPS, items: { anyOf: steps } },
    say: { type: ['string', 'null'] },
  });
}

/** removes the nulls that stand for absent optional parameters */
export function dropNulls(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(dropNulls);
  if (typeof value !== 'object' || value === null) return value;
  const kept = Object.entries(value).filter(([, item]) => item !== null);
  return Object.fromEntries(kept.map(([key, item]) => [key, dropNulls(item)]));
}

function stepSchema(name: string, params: ObjectSchema): Json {
  const required = new Set(params.required);
  const properties: Record<string, unknown> = { action: { type: 'string', const: name } };
  for (const [key, field] of Object.entries(params.properties)) {
    const schema = fieldSchema(field);
    properties[key] = required.has(key) ? schema : { anyOf: [schema, { type: 'null' }] };
  }
  return objectOf(properties);
}

function fieldSchema(field: Field): Json {
  const { type, description } = field;
  if (type === 'array') return { type, description, items: { type: 'string' } };
  if (field.enum !== undefined) return { type, description, enum: field.enum };
  return isPath(field) || field.pattern === undefined
    ? { type, description }
    : { type, description, pattern: field.pattern };
}

function objectOf(properties: Json): Json {
  return { type: 'object', properties, required: Object.keys(properties), additionalProperties: false };
}
