import * as z from 'zod';
import type { PrepareContext } from '../call/context.js';
import { changesSchema } from '../rehearsal/manifest-schema.js';
import { askUnitOnce } from '../rehearsal/unit.js';
import { workerAsCaller, workerAsRoot } from '../system/sandbox/worker-sandbox.js';
import { MAX_PLANNED, type Actor, type PlanReply } from '../worker/rehearsal/protocol.js';
import type { Wish } from '../worker/wish/wish.js';

const TIMEOUT_MS = 60_000;
const MAX_CONTENT = 16_384;

// a program that runs as the caller says what the caller wants it to say
const planReply = z.strictObject({
  ok: z.literal(true),
  path: z.string().startsWith('/').max(4096),
  to: z.string().max(4096),
  changes: changesSchema.max(MAX_PLANNED).nullable(),
  opened: z.boolean(),
  contents: z.array(z.base64().max(MAX_CONTENT)).max(1),
});

/** changes that a wish would make, looked at with the rights of who will do it; nothing is changed */
export async function planWish(
  wish: Wish,
  actor: Actor,
  context: Pick<PrepareContext, 'units' | 'signal' | 'subject'>,
): Promise<PlanReply> {
  const { uid, gid, home } = context.subject;
  const own = actor.as === 'caller';
  return await askUnitOnce(context, {
    name: 'plan',
    // links are followed with the caller's own eyes only
    request: { op: 'plan', wish, resolve: own || uid === 0, actor },
    reply: planReply,
    timeoutMs: TIMEOUT_MS,
    properties: own ? workerAsCaller({ uid, gid, home }) : workerAsRoot(),
  });
}
