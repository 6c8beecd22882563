import { readFileSync } from 'node:fs';
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

const planStep = z.looseObject({ action: z.string() });

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
  examples: z.array(z.strictObject({ request: z.string(), steps: z.array(planStep) })),
  /** examples that are shown only where the request matches `when` */
  hints: z.array(z.strictObject({ when: z.string(), request: z.string(), steps: z.array(planStep) })).optional(),
  /** values that follow from other words: where `said` matches, the parameter may be `value`, with its groups filled in */
  implied: z.array(z.strictObject({ param: z.string(), said: z.string(), value: z.string() })).optional(),
  /** parameters that people describe instead of naming, such as `a c compiler`: what a model makes of it is told as a guess */
  guessed: z.array(z.string()).optional(),
  /** values that stay in a plan only where the request asks for them */
  asked: z
    .array(
      z.strictObject({
        param: z.string(),
        value: z.string().optional(),
        said: z.string().optional(),
        denied: z.string().optional(),
        otherwise: z.string().optional(),
      }),
    )
    .optional(),
});

const catalogSchema = z.strictObject({ version: z.literal(1), actions: z.array(actionSchema) });

export type Field = z.infer<typeof fieldSchema>;
export type ObjectSchema = z.infer<typeof objectSchema>;
export type CatalogAction = z.infer<typeof actionSchema>;
export type Catalog = z.infer<typeof catalogSchema>;

/** parses the text of `actions.json` */
export function parseCatalog(text: string): Catalog {
  return catalogSchema.parse(JSON.parse(text));
}

/** reads `actions.json` from beside this module, or from the tree above a build of it */
export function loadCatalog(): Catalog {
  const places = ['./actions.json', '../../interfaces/actions.json'];
  for (const place of places) {
    try {
      return parseCatalog(readFileSync(new URL(place, import.meta.url), 'utf8'));
    } catch (error) {
      if (!(error instanceof Error && 'code' in error && error.code === 'ENOENT')) throw error;
    }
  }
  throw new Error('interfaces/actions.json is missing: run npm run gen, or install llm-os again');
}
