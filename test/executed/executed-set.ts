import { readFileSync } from 'node:fs';
import * as z from 'zod';

const requestSchema = z.strictObject({
  request: z.string().min(1),
  language: z.string(),
  category: z.string(),
  /** shell as root that makes the state which the request is about */
  before: z.string().default('true'),
  /** shell as root, exit status 0 when what was asked for has happened; left out where nothing may change */
  goal: z.string().optional(),
  /** for questions: a regular expression that the answer must match */
  says: z.string().optional(),
  /** shell patterns of the keys of the snapshot that may differ afterwards */
  may: z.array(z.string()).default([]),
  after: z.string().default('true'),
});

const setSchema = z.strictObject({ name: z.string(), requests: z.array(requestSchema).min(1) });

export type ExecutedRequest = z.infer<typeof requestSchema>;
export type ExecutedSet = z.infer<typeof setSchema>;

export function loadExecutedSet(path: string): ExecutedSet {
  return setSchema.parse(JSON.parse(readFileSync(path, 'utf8')));
}
