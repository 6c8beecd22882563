import * as z from 'zod';
import { KIND_KEY, KINDS } from './kinds.js';

// the json schema subset that maps to d-bus; anything else is refused when the catalogue is generated
const fieldSchema = z.looseObject({
  type: z.enum(['string', 'boolean', 'integer', 'array']),
  description: z.string(),
  [KIND_KEY]: z.enum(KINDS).optional(),
  enum: z.array(z.string()).optional(),
  pattern: z.string().optional(),
  minLength: z.number().optional(),
  maxLength: z.number().optional(),
  minimum: z.number().optional(),
  maximum: z.number().optional(),
  minItems: z.number().optional(),
  maxItems: z.number().optional(),
  items: z.looseObject({ type: z.enum(['string', 'object']) }).optional(),
});

const objectSchema = z.looseObject({
  type: z.literal('object'),
  // declaration order: required fields are positional on the bus in exactly this order
  properties: z.record(z.string(), fieldSchema),
  required: z.array(z.string()).default([]),
});

const tierSchema = z.strictObject({
  /** the polkit action id */
  id: z.string(),
  runs_as: z.enum(['caller', 'root', 'dynamic-user']),
  read_only: z.boolean(),
  destructive: z.boolean(),
  /** results hold data that the caller could not read without this tier */
  discloses: z.boolean(),
  /** true where some session is asked for the caller's own password */
  asks_self: z.boolean(),
});

const actionSchema = z.strictObject({
  name: z.string().describe('tool name, snake case'),
  method: z.string(),
  summary: z.string(),
  /** short description of one call, with `{param}` for its required parameters */
  headline: z.string().optional(),
  since: z.string(),
  params: objectSchema,
  result: objectSchema,
  risk: z.strictObject({
    read_only: z.boolean(),
    destructive: z.boolean(),
    open_world: z.boolean(),
    killable: z.boolean(),
    undo: z.boolean(),
  }),
  action_ids: z.array(z.string()).min(1),
  /** facts of each tier, in the order of `action_ids` */
  tiers: z.array(tierSchema).default([]),
});

const contractSchema = z.strictObject({ version: z.literal(1), actions: z.array(actionSchema) });

export type Field = z.infer<typeof fieldSchema>;
export type ObjectSchema = z.infer<typeof objectSchema>;
export type ContractTier = z.infer<typeof tierSchema>;
export type ContractAction = z.infer<typeof actionSchema>;
/** the content of `actions.json`: the actions as the operator offers them, and nothing about how to plan with them */
export type Contract = z.infer<typeof contractSchema>;

/** parses the text of `actions.json`; throws a zod error for anything else */
export function parseContract(text: string): Contract {
  return contractSchema.parse(JSON.parse(text));
}
