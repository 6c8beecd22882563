import type { Grant } from '../polkit/polkit.js';
import { OperatorError } from '../../interfaces/errors.js';

export interface LiveStep {
  /** empty where the step asks by itself */
  readonly id: string;
  readonly grant: Grant | undefined;
  readonly digest: string;
}

export interface LivePlanOptions {
  readonly sender: string;
  readonly uid: number;
  /** record of the call that authorized the plan; `undefined` if there was no prompt */
  readonly record: string | undefined;
  readonly steps: readonly LiveStep[];
  readonly lifetimeMs: number;
}

/** one plan on its way: the next step, and no other, may be taken */
export class ActivePlan {
  readonly sender: string;
  readonly uid: number;
  readonly record: string | undefined;
  readonly over: Promise<void>;
  readonly #steps: readonly LiveStep[];
  readonly #timer: NodeJS.Timeout;
  #next = 0;
  #running = false;
  #ended = false;
  #end: () => void = () => {};

  constructor({ sender, uid, record, steps, lifetimeMs }: LivePlanOptions) {
    this.sender = sender;
    this.uid = uid;
    this.record = record;
    this.#steps = steps;
    this.over = new Promise(resolve => (this.#end = resolve));
    this.#timer = setTimeout(() => this.end(), lifetimeMs);
  }

  has(id: string): boolean {
    return this.#steps.some(step => step.id === id);
  }

  /** the call is the next step, which has no grant */
  expects(digest: string): boolean {
    const step = this.#steps[this.#next];
    return !this.#ended && !this.#running && step?.id === '' && step.digest === digest;
  }

  /** throws, and voids what is left, where the grant is not the next one or the call not the one that was shown */
  take(id: string, digest: string): void {
    const at = this.#steps.findIndex(step => step.id === id);
    const problem = this.#problem(at, digest);
    if (problem === undefined) return;
    this.end();
    throw new OperatorError(
      'not-authorized',
      `grant: ${problem}; what is left of the plan is void: authorize it again`,
    );
  }

  #problem(at: number, digest: string): string | undefined {
    if (this.#ended) return 'the plan is over';
    if (at < this.#next || (at === this.#next && this.#running)) return 'it is used already';
    if (at > this.#next || this.#running) return `step ${this.#next + 1} of the plan comes before this one`;
    return this.#steps[at]?.digest === digest ? undefined : 'the call is not the one that was authorized';
  }

  /** the next step is being taken; returns its grant, which nobody gets twice */
  begin(): Grant | undefined {
    this.#running = true;
    return this.#steps[this.#next]?.grant;
  }

  /** the step that ran has succeeded */
  advance(): void {
    this.#running = false;
    this.#next += 1;
    if (this.#next >= this.#steps.length) this.end();
  }

  /** ends the plan: none of its steps may be taken any more */
  end(): void {
    this.#ended = true;
    clearTimeout(this.#timer);
    this.#end();
  }
}
