import * as z from 'zod';

const uint = z.uint32();
const text = z.string().max(256);

const processRow = z.strictObject({
  pid: uint,
  user: text,
  name: text,
  cpu: z.string().regex(/^\d{1,9}\.\d$/),
  memory_kb: uint,
  started: z.string().max(32),
  unit: text,
  state: z.string().max(32),
});

const identity = z.strictObject({
  pid: uint,
  start: z.string().regex(/^\d{1,20}$/),
  name: z.string().max(64),
  uids: z.array(uint).length(3),
  unit: text,
});

/** schema of a worker's reply; every field is bounded, since a worker that runs as the caller is untrusted */
export const processReply = z.discriminatedUnion('op', [
  z.strictObject({ op: z.literal('list'), processes: z.array(processRow).max(500), total: uint }),
  z.strictObject({
    op: z.literal('process'),
    facts: identity.extend({ state: z.string().max(8), kernel: z.boolean() }),
    started: z.int().min(0).max(0xffff_ffff),
  }),
  z.strictObject({ op: z.literal('sent'), state: z.enum(['gone', 'stopped', 'running']) }),
  z.strictObject({ op: z.literal('refused'), code: z.string().max(32) }),
  z.strictObject({ op: z.enum(['gone', 'changed']) }),
]);

export type ProcessReply = z.infer<typeof processReply>;
export type SeenProcess = Extract<ProcessReply, { op: 'process' }>;
