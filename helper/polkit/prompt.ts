import type { Details, Tier } from '../call/types.js';
import type { PromptQueue } from '../call/limits.js';
import { checkAuthorization, CHECK, type CheckResult } from './check.js';
import { interactionRequired, polkitRefusal } from './refusals.js';
import type { BusCaller } from '../system/bus-caller.js';
import { OperatorError } from '../../interfaces/errors.js';
import { toActionId } from '../../interfaces/names.js';
import { startDeadline } from '../../interfaces/deadline.js';

export interface PromptRequest {
  readonly bus: BusCaller;
  readonly prompts: PromptQueue;
  readonly subject: { readonly sender: string; readonly uid: number; readonly interactive: boolean };
  readonly tier: Tier;
  readonly details: Details;
  readonly promptTimeoutMs: number;
  /** unique among our checks */
  readonly cancellationId: string;
  readonly signal: AbortSignal;
  /** throws where the call is vain by now */
  readonly recheck?: (() => Promise<void>) | undefined;
}

/** returns where a person says yes, and throws otherwise; one prompt of a uid at a time */
export async function askPerson(request: PromptRequest): Promise<void> {
  const { subject, prompts, signal, tier } = request;
  if (!subject.interactive) throw interactionRequired(tier);
  const result = await prompts.run(subject.uid, signal, async waited => {
    // the prompt before it may have been for a call that changed what this one is about
    if (waited) await request.recheck?.();
    return await prompt(request);
  });
  if (!result.authorized || result.kept) throw polkitRefusal(tier, result);
}

// a password that comes late must not start what everybody forgot: the deadline is ours, not polkit's
async function prompt(request: PromptRequest): Promise<CheckResult> {
  const deadline = startDeadline(request.signal, request.promptTimeoutMs);
  try {
    return await checkAuthorization(request.bus, {
      sender: request.subject.sender,
      actionId: toActionId(request.tier.name),
      details: request.details,
      flags: CHECK.interactive,
      cancellationId: request.cancellationId,
      timeoutMs: request.promptTimeoutMs + 1000,
      signal: deadline.signal,
    });
  } catch (error) {
    if (request.signal.aborted || !deadline.passed) throw error;
    const seconds = Math.round(request.promptTimeoutMs / 1000);
    throw new OperatorError('timed-out', `nobody answered the prompt in ${seconds} s: nothing was done`);
  }
}
