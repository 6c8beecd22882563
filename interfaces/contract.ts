import * as z from 'zod';

// the json schema subset that maps to d-bus; anything else is refused when the catalogue is generated
const fieldSchema = z.looseObject({
  type: z.enum(['string', 'boolean', 'integer', 'array']),
  description: z.string(),
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

const actionSchema = z.strictObject({
  name: z.string().describe('tool name, snake case'),
  method: z.string(),
  summary: z.string(),
  /** what one call does, with `{param}` for its required parameters */
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
});

const contractSchema = z.strictObject({ version: z.literal(1), actions: z.array(actionSchema) });

export type Field = z.infer<typeof fieldSchema>;
export type ObjectSchema = z.infer<typeof objectSchema>;
export type ContractAction = z.infer<typeof actionSchema>;
/** the content of `actions.json`: the actions as the operator offers them, and nothing about how to plan with them */
export type Contract = z.infer<typeof contractSchema>;

/** parses the text of `actions.json`; throws a zod error for anything else */
export function parseContract(text: string): Contract {
  return contractSchema.parse(JSON.parse(text));
}
