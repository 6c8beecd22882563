import { readFileSync } from 'node:fs';
import * as z from 'zod';

const modelSchema = z.strictObject({
  name: z.string(),
  title: z.string(),
  file: z.string().regex(/^[a-z0-9][a-z0-9._-]*\.gguf$/),
  bytes: z.int().positive(),
  sha256: z.string().regex(/^[0-9a-f]{64}$/),
  licence: z.string(),
  hub: z.string().optional(),
  wheels: z
    .strictObject({ package: z.string(), version: z.string(), parts: z.int().positive(), member: z.string() })
    .optional(),
  /** bytes that must be free before it is loaded */
  least_memory: z.int().positive(),
  context: z.int().positive(),
  /** its chat template; `auto` takes the one in the file */
  wrapper: z.enum(['qwen', 'chatml', 'auto']),
  /** how it plans best: by shell drafts that are lifted, or by typed plans */
  planner: z.enum(['draft', 'json']).optional(),
  /** absent where nobody measured it */
  scores: z.strictObject({ requests: z.int(), exact: z.int(), invalid: z.int(), widened: z.int() }).optional(),
});

const tableSchema = z.strictObject({ version: z.literal(1), models: z.array(modelSchema).min(1) });

/** models that people added themselves; a name of the table is never one of theirs */
export const ownTableSchema = z.strictObject({ version: z.literal(1), models: z.array(modelSchema).max(100) });

export type ModelEntry = z.infer<typeof modelSchema>;

/** the models that llm-os knows, the default one first */
export function loadModelTable(): ModelEntry[] {
  const places = ['../models.json', '../../../agent/models.json'];
  for (const place of places) {
    try {
      return tableSchema.parse(JSON.parse(readFileSync(new URL(place, import.meta.url), 'utf8'))).models;
    } catch (error) {
      if (!(error instanceof Error && 'code' in error && error.code === 'ENOENT')) throw error;
    }
  }
  throw new Error('agent/models.json is missing: install llm-os again');
}

/** looks a model of the table up by short name, title or file name */
export function findModel(name: string, table: readonly ModelEntry[] = loadModelTable()): ModelEntry | undefined {
  return table.find(model => [model.name, model.title, model.file].includes(name));
}
