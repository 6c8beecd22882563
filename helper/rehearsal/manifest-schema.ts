import * as z from 'zod';
import { MAX_CHANGES } from '../worker/rehearsal/protocol.js';

const state = z.strictObject({
  kind: z.enum(['file', 'directory', 'symlink']),
  mode: z.int().min(0).max(0o7777),
  uid: z.uint32(),
  gid: z.uint32(),
  size: z.int().min(0),
  sha256: z.string().regex(/^([0-9a-f]{64})?$/),
  target: z.string().max(4096),
});

const path = z.string().startsWith('/').max(4096);

export const changesSchema = z
  .array(
    z.strictObject({
      path,
      change: z.enum(['created', 'replaced', 'deleted', 'mode', 'owner', 'moved', 'erased']),
      before: state.nullable(),
      after: state.nullable(),
      to: path.optional(),
      from: path.optional(),
    }),
  )
  .max(MAX_CHANGES)
  .refine(changes => changes.every(({ change, to }) => (change === 'moved') === (to !== undefined)));

export const manifestSchema = z.strictObject({
  version: z.literal(1),
  as: z.enum(['caller', 'root']),
  uid: z.uint32(),
  changes: changesSchema,
});
