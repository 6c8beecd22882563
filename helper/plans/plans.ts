import { randomBytes } from 'node:crypto';
import type { AuthorizationPath } from './authorization-path.js';
import { authorizeByGrant, type Grant } from '../polkit/polkit.js';
import { OperatorError } from '../../interfaces/errors.js';
import { ActivePlan } from './active-plan.js';
import { digestOfCall } from '../call/call-digest.js';

const LIFETIME_MS = 10 * 60 * 1000;
const MOST_OF_UID = 16;

/** a call that may be a step of a plan */
export interface StepCall {
  readonly sender: string;
  readonly grant: string | undefined;
  /** kebab case */
  readonly action: string;
  readonly params: unknown;
}

export interface PlannedStep extends Omit<StepCall, 'sender' | 'grant'> {
  /** `undefined` where the step asks by itself, but still in its turn */
  readonly grant: Grant | undefined;
}

/** a call known to be the next step of its plan */
export interface StepTicket {
  /** does it, and goes on to the next step only where it succeeded */
  run<T extends { readonly result: Outcome }>(
    work: (passage: AuthorizationPath) => Promise<T>,
    succeeded: (result: Outcome) => boolean,
  ): Promise<T>;
}

type Outcome = Readonly<Record<string, unknown>>;

/** plans that were authorized and not carried out yet */
export class Plans {
  readonly #plans = new Set<ActivePlan>();
  readonly #lifetimeMs: number;
  /** told of each plan as long as it lives: the process must not leave meanwhile */
  hold: (over: Promise<void>) => void = () => {};

  constructor(lifetimeMs = LIFETIME_MS) {
    this.#lifetimeMs = lifetimeMs;
  }

  /** one of a connection at a time: a new plan takes the place of the one before */
  add(plan: { sender: string; uid: number; record: string | undefined; steps: readonly PlannedStep[] }): string[] {
    for (const earlier of this.#plans) if (earlier.sender === plan.sender) earlier.end();
    const live = Array.from(this.#plans).filter(({ uid }) => uid === plan.uid).length;
    if (live >= MOST_OF_UID) {
      throw new OperatorError('limits-exceeded', `${live} plans of uid ${plan.uid} wait to be carried out`);
    }
    const steps = plan.steps.map(({ grant, action, params }) => ({
      id: grant ? randomBytes(16).toString('hex') : '',
      grant,
      digest: digestOfCall(action, params),
    }));
    if (steps.every(({ id }) => id === '')) return steps.map(({ id }) => id);
    const added = new ActivePlan({ ...plan, steps, lifetimeMs: this.#lifetimeMs });
    this.#plans.add(added);
    this.hold(added.over.finally(() => this.#plans.delete(added)));
    return steps.map(({ id }) => id);
  }

  /**
   * matches a call to the next step of a plan; `undefined` if it belongs to none. throws `not-authorized` if its grant
   * is unknown, used, expired or for another call
   */
  matchStep(call: StepCall): StepTicket | undefined {
    if (call.grant === undefined) {
      const mine = Array.from(this.#plans).find(({ sender }) => sender === call.sender);
      return mine?.expects(digestOfCall(call.action, call.params)) ? follow(mine) : undefined;
    }
    const plan = Array.from(this.#plans).find(candidate => candidate.has(call.grant ?? ''));
    // checks the sender before the grant is taken: another caller who learnt a grant must not end the plan
    if (!plan || plan.sender !== call.sender) throw unknown();
    plan.take(call.grant, digestOfCall(call.action, call.params));
    return follow(plan);
  }

  vanished(sender: string): void {
    for (const plan of this.#plans) if (plan.sender === sender) plan.end();
  }

  clear(): void {
    for (const plan of this.#plans) plan.end();
  }
}

function follow(plan: ActivePlan): StepTicket {
  const grant = plan.begin();
  return {
    run: async (work, succeeded) => {
      const origin = plan.record === undefined ? {} : { plan: plan.record };
      const passage = grant ? { origin, authorize: authorizeWith(grant) } : { origin };
      try {
        const performed = await work(passage);
        // a program that ran and failed is a result, and still no ground to go on from
        if (succeeded(performed.result)) plan.advance();
        else plan.end();
        return performed;
      } catch (error) {
        plan.end();
        throw error;
      }
    },
  };
}

function authorizeWith(grant: Grant): NonNullable<AuthorizationPath['authorize']> {
  return request => authorizeByGrant(request, grant);
}

function unknown(): OperatorError {
  const causes = 'used, expired, of another connection, or void since a step before it did not succeed';
  return new OperatorError('not-authorized', `grant: not good (${causes}): call without it, or authorize a plan again`);
}
