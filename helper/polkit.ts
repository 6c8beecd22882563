import type { Details, ForeignCheck, Tier } from './action.js';
import { checkDetails } from './details.js';
import type { PromptQueue } from './limits.js';
import { checkAuthorization, CHECK, type CheckResult } from './polkit-check.js';
import type { BusCaller } from './system/bus-caller.js';
import { OperatorError } from '../interfaces/errors.js';
import { toActionId } from '../interfaces/names.js';

// reachable from this module only
let mint: (tier: string, details: Details) => Authorization;

/** proof that polkit said yes to this tier with exactly these details; good for one use */
export class Authorization {
  readonly #tier: string;
  readonly #details: Details;
  #spent = false;

  private constructor(tier: string, details: Details) {
    this.#tier = tier;
    this.#details = details;
  }

  /** true once, and only for the very details that were authorized */
  redeem(tier: string, details: Details): boolean {
    if (this.#spent) return false;
    this.#spent = true;
    return this.#tier === tier && this.#details === details;
  }

  static {
    mint = (tier, details) => new Authorization(tier, details);
  }
}

export interface AuthorizationRequest {
  readonly bus: BusCaller;
  readonly prompts: PromptQueue;
  readonly subject: { readonly sender: string; readonly uid: number; readonly interactive: boolean };
  readonly tier: Tier;
  readonly details: Details;
  readonly foreign: readonly ForeignCheck[];
  readonly promptTimeoutMs: number;
  /** unique among our checks */
  readonly cancellationId: string;
  readonly signal: AbortSignal;
}

export type Answer = 'yes' | 'challenge' | 'no';

// the order is a security property: another service's `NO` and an administrator's `NO` are heard before anybody is
// asked; a person is asked only where the caller allows it, one prompt of a uid at a time; whatever is not a plain
// yes throws, and only a plain yes mints
export async function authorize(request: AuthorizationRequest): Promise<Authorization> {
  checkDetails(request.tier, request.details);
  await checkForeign(request);
  const quiet = await checkQuietly(request);
  if (quiet === 'yes') return mint(request.tier.name, request.details);
  if (quiet === 'no') throw refusal(request.tier, 'an authorization rule or the policy forbids it to this caller');
  if (!request.subject.interactive) throw canObtain(request.tier);
  const { uid } = request.subject;
  const result = await request.prompts.run(uid, request.signal, () => askPerson(request));
  if (result.authorized) return mint(request.tier.name, request.details);
  throw refusalOf(request.tier, result);
}

/** what polkit says without asking anybody */
export async function checkQuietly(
  request: Pick<AuthorizationRequest, 'bus' | 'subject' | 'tier' | 'details' | 'signal'>,
): Promise<Answer> {
  const { bus, subject, tier, details, signal } = request;
  // uid 0 is waved through without the rules being read, unless polkit (since 125) is told to read them
  const flags = subject.uid === 0 ? CHECK.always : CHECK.quiet;
  const actionId = toActionId(tier.name);
  const result = await checkAuthorization(bus, { sender: subject.sender, actionId, details, flags, signal });
  if (result.authorized) return 'yes';
  if (!result.challenge) return 'no';
  return subject.uid === 0 ? 'yes' : 'challenge';
}

// as root every call of ours passes the check of the service behind it, so the caller is checked there first
async function checkForeign(request: AuthorizationRequest): Promise<void> {
  const { bus, subject, signal } = request;
  const flags = subject.uid === 0 ? CHECK.always : CHECK.quiet;
  for (const { actionId, details } of request.foreign) {
    const result = await checkAuthorization(bus, { sender: subject.sender, actionId, details, flags, signal });
    if (!result.authorized && !result.challenge) throw refusal(request.tier, `${actionId} is forbidden to this caller`);
  }
}

// a password that comes late must not start what everybody forgot: the deadline is ours, not polkit's
async function askPerson(request: AuthorizationRequest): Promise<CheckResult> {
  const deadline = AbortSignal.timeout(request.promptTimeoutMs);
  const signal = AbortSignal.any([request.signal, deadline]);
  try {
    return await checkAuthorization(request.bus, {
      sender: request.subject.sender,
      actionId: toActionId(request.tier.name),
      details: request.details,
      flags: CHECK.interactive,
      cancellationId: request.cancellationId,
      timeoutMs: request.promptTimeoutMs + 1000,
      signal,
    });
  } catch (error) {
    if (request.signal.aborted || !deadline.aborted) throw error;
    const seconds = Math.round(request.promptTimeoutMs / 1000);
    throw new OperatorError('timed-out', `nobody answered the prompt in ${seconds} s: nothing was done`);
  }
}

function refusal(tier: Tier, reason: string): OperatorError {
  return new OperatorError('not-authorized', `not authorized for ${toActionId(tier.name)}: ${reason}`);
}

function canObtain(tier: Tier): OperatorError {
  const cure = 'allow interactive authorization in the call, and have a polkit agent (pkttyagent --process PID)';
  return new OperatorError('can-obtain', `${toActionId(tier.name)} asks for authentication: ${cure}`);
}

function refusalOf(tier: Tier, result: CheckResult): OperatorError {
  if (result.dismissed) {
    return new OperatorError('dismissed', `the prompt for ${toActionId(tier.name)} was dismissed: nothing was done`);
  }
  if (result.challenge) return canObtain(tier);
  return refusal(tier, 'authentication failed or was refused');
}
