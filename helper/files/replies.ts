import * as z from 'zod';

// a worker that runs as the caller says what the caller wants it to say
const decimal = z.string().regex(/^\d{1,20}$/);
const bytes = z.int().min(0);

const factsSchema = z.strictObject({
  path: z.string().max(4096),
  kind: z.enum(['missing', 'file', 'directory', 'symlink', 'other']),
  dev: decimal,
  ino: decimal,
  size: bytes,
  mode: z.int().min(0).max(0o7777),
  uid: z.uint32(),
  gid: z.uint32(),
  nlink: bytes,
  mtimeNs: z.string().regex(/^-?\d{1,20}$/),
  ctimeNs: z.string().regex(/^-?\d{1,20}$/),
  parentDev: decimal,
  parentIno: decimal,
  parentWritable: z.boolean(),
  readable: z.boolean(),
  local: z.boolean(),
  trusted: z.boolean(),
  denied: z.boolean(),
  unsure: z.boolean(),
  code: z.boolean(),
  mountPoint: z.boolean(),
  fixed: z.enum(['no', 'immutable', 'append-only']),
  sha256: z.string().regex(/^([0-9a-f]{64})?$/),
});

export const failureSchema = z.strictObject({
  ok: z.literal(false),
  code: z.string().max(64),
  text: z.string().max(1024),
});

export const inspectReply = z.strictObject({ ok: z.literal(true), facts: factsSchema });

export const readReply = z.strictObject({
  ok: z.literal(true),
  data: z.base64(),
  size: bytes,
  /** empty unless it was asked for */
  sha256: z.string().regex(/^([0-9a-f]{64})?$/),
});

export const emptyReply = z.strictObject({ ok: z.literal(true) });

export const compareReply = z.strictObject({ ok: z.literal(true), same: z.boolean() });

export const writeReply = z.strictObject({ ok: z.literal(true), bytes, created: z.boolean() });

export type PathFacts = z.infer<typeof factsSchema>;
