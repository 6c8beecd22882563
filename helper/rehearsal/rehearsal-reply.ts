import * as z from 'zod';

/** answer of the program of the unit to a script; the changes lie beside it */
export const rehearseReply = z.strictObject({
  ok: z.literal(true),
  digest: z.string().regex(/^[0-9a-f]{64}$/),
  exitStatus: z.int(),
  stdout: z.string(),
  stderr: z.string(),
  truncated: z.boolean(),
  refused: z.array(z.string()),
  readOnly: z.array(z.string()),
});

export const applyReply = z.strictObject({ ok: z.literal(true), undo: z.string().regex(/^([0-9a-f]{64})?$/) });
