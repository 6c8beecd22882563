import type { CallFacts, Details, ForeignCheck } from '../call/types.js';
import { checkDetails } from '../call/details.js';
import { digestPreparedCall } from '../call/call-digest.js';
import { checkAuthorization, CHECK, type CheckResult } from './check.js';
import { askPerson, type PromptRequest } from './prompt.js';
import { refusal, retainedAuthorizationRefused } from './refusals.js';
import { OperatorError } from '../../interfaces/errors.js';
import { toActionId } from '../../interfaces/names.js';

// reachable from this module only
let mint: (tier: string, details: Details) => Authorization;
let mintGrant: (sender: string, seal: string, asked: boolean) => Grant;

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

/** proof that polkit said yes to a plan, for one step of it; good for one use by who asked */
export class Grant {
  readonly #sender: string;
  readonly #seal: string;
  /** a person answered; without one the step needed none, and must still need none */
  readonly asked: boolean;
  #spent = false;

  private constructor(sender: string, seal: string, asked: boolean) {
    this.#sender = sender;
    this.#seal = seal;
    this.asked = asked;
  }

  /** true once, and only for the connection that asked and a call that is prepared exactly as it was then */
  redeem(sender: string, seal: string): boolean {
    if (this.#spent) return false;
    this.#spent = true;
    return this.#sender === sender && this.#seal === seal;
  }

  static {
    mintGrant = (sender, seal, asked) => new Grant(sender, seal, asked);
  }
}

export interface AuthorizationRequest extends PromptRequest {
  readonly foreign: readonly ForeignCheck[];
}

export type AuthorizationAnswer = 'yes' | 'challenge' | 'no';

// the order is a security property: another service's `NO` and an administrator's `NO` are heard before anybody is
// asked; a person is asked only where the caller allows it, one prompt of a uid at a time; whatever is not a plain
// yes throws, and only a plain yes mints
export async function authorize(request: AuthorizationRequest): Promise<Authorization> {
  checkDetails(request.tier, request.details);
  if ((await checkOrThrow(request)) === 'challenge') await askPerson(request);
  return mint(request.tier.name, request.details);
}

/** facts of a prepared call that a grant is bound to */
export type PlanStep = Pick<CallFacts, 'tier' | 'details' | 'foreign' | 'pinned'>;

export interface PlanRequest extends Omit<AuthorizationRequest, 'tier' | 'details' | 'foreign'> {
  /** `undefined` where the facts of a step cannot be known yet */
  readonly steps: readonly (PlanStep | undefined)[];
  /** the one prompt, told which steps need it; `undefined` where they rather ask one by one */
  compose(needed: readonly boolean[]): Promise<Pick<AuthorizationRequest, 'tier' | 'details'> | undefined>;
}

// every `NO` is heard before anybody is asked. a rule's yes to plans is nobody's answer to what the steps ask: they
// ask alone then, as they do where plans are turned off
export async function authorizePlan(request: PlanRequest): Promise<(Grant | undefined)[]> {
  const { steps, subject } = request;
  const answers: (AuthorizationAnswer | undefined)[] = [];
  for (const [index, step] of steps.entries()) answers.push(step && (await checkStep(request, step, index)));
  const needed = steps.map((step, index) => answers[index] === 'challenge' && step?.tier.alone !== true);
  const cover = await request.compose(needed);
  const asked = cover !== undefined && (await checkNonInteractive({ ...request, ...cover })) === 'challenge';
  if (asked) await askPerson({ ...request, ...cover });
  return steps.map((step, index) => {
    const covered = step && (answers[index] === 'yes' || (asked && needed[index]));
    return covered ? mintGrant(subject.sender, digestPreparedCall(step), asked && step.tier.alone !== true) : undefined;
  });
}

async function checkStep(
  request: Omit<PlanRequest, 'steps'>,
  step: PlanStep,
  index: number,
): Promise<AuthorizationAnswer> {
  checkDetails(step.tier, step.details);
  return await checkOrThrow({ ...request, ...step }).catch((error: unknown) => {
    throw error instanceof OperatorError ? new OperatorError(error.code, `step ${index + 1}: ${error.message}`) : error;
  });
}

/** a step of an authorized plan, prepared again: its own `NO` still counts, and nothing about it may be new */
export async function authorizeByGrant(request: AuthorizationRequest & PlanStep, grant: Grant): Promise<Authorization> {
  checkDetails(request.tier, request.details);
  const answer = await checkOrThrow(request);
  if (!grant.redeem(request.subject.sender, digestPreparedCall(request))) {
    throw new OperatorError(
      'failed',
      'what the plan was authorized for has changed since: nothing was done, ask again',
    );
  }
  if (answer === 'challenge' && !grant.asked)
    throw refusal(request.tier, 'it needs authentication now: ask without it');
  return mint(request.tier.name, request.details);
}

/**
 * a person's yes to `cover`, whose prompt spells this call out and says more about it. the call's own `NO` still counts,
 * and a rule's yes to the cover is nobody's answer to what the call itself asks
 */
export async function authorizeWithCover(
  request: AuthorizationRequest,
  cover: Pick<AuthorizationRequest, 'tier' | 'details'>,
): Promise<Authorization> {
  checkDetails(request.tier, request.details);
  const own = await checkOrThrow(request);
  const covering = { ...request, ...cover, foreign: [] };
  if ((await checkOrThrow(covering)) === 'challenge') await askPerson(covering);
  else if (own === 'challenge') await askPerson(request);
  return mint(request.tier.name, request.details);
}

type PolkitCheck = Pick<AuthorizationRequest, 'bus' | 'subject' | 'tier' | 'details' | 'signal'>;

/** asks polkit without a prompt */
export async function checkNonInteractive(request: PolkitCheck): Promise<AuthorizationAnswer> {
  return answerOf(await judge(request), request);
}

async function judge({ bus, subject, tier, details, signal }: PolkitCheck): Promise<CheckResult> {
  // uid 0 is waved through without the rules being read, unless polkit (since 125) is told to read them
  const flags = subject.uid === 0 ? CHECK.always : CHECK.quiet;
  const actionId = toActionId(tier.name);
  return await checkAuthorization(bus, { sender: subject.sender, actionId, details, flags, signal });
}

function answerOf({ kept, authorized, challenge }: CheckResult, { subject }: PolkitCheck): AuthorizationAnswer {
  if (kept) return 'no';
  if (authorized) return 'yes';
  if (!challenge) return 'no';
  return subject.uid === 0 ? 'yes' : 'challenge';
}

/** the same, with every `NO` thrown: an administrator's, and that of the service behind the call */
async function checkOrThrow(
  request: PolkitCheck & Pick<AuthorizationRequest, 'foreign'>,
): Promise<Exclude<AuthorizationAnswer, 'no'>> {
  await checkForeign(request);
  const result = await judge(request);
  if (result.kept) throw retainedAuthorizationRefused(request.tier);
  const answer = answerOf(result, request);
  if (answer === 'no') throw refusal(request.tier, 'an authorization rule or the policy forbids it to this caller');
  return answer;
}

// as root every call of ours passes the check of the service behind it, so the caller is checked there first
async function checkForeign({
  bus,
  subject,
  tier,
  foreign,
  signal,
}: PolkitCheck & Pick<AuthorizationRequest, 'foreign'>) {
  const flags = subject.uid === 0 ? CHECK.always : CHECK.quiet;
  for (const { actionId, details } of foreign) {
    const result = await checkAuthorization(bus, { sender: subject.sender, actionId, details, flags, signal });
    if (!result.authorized && !result.challenge) throw refusal(tier, `${actionId} is forbidden to this caller`);
  }
}
