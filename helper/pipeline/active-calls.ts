import { OutputWindow } from './output-window.js';
import { OperatorError } from '../../interfaces/errors.js';

/** one call from its arrival to its reply: what may still stop it, and who follows it */
export class ActiveCall {
  readonly sender: string;
  readonly job: string | undefined;
  readonly window: OutputWindow;
  readonly #controller = new AbortController();
  #mustFinish = false;

  constructor(sender: string, job: string | undefined, window: OutputWindow) {
    this.sender = sender;
    this.job = job;
    this.window = window;
  }

  get signal(): AbortSignal {
    return this.#controller.signal;
  }

  /** returns the cancellation reason instead of `error` once the call was cancelled */
  causeOf(error: unknown): unknown {
    return this.signal.aborted ? this.signal.reason : error;
  }

  /** from here on nothing stops it any more */
  commit(): void {
    this.signal.throwIfAborted();
    this.#mustFinish = true;
  }

  /** false where the call finishes all the same */
  cancel(reason: string): boolean {
    if (this.#mustFinish) return false;
    this.#controller.abort(new OperatorError('cancelled', reason));
    return true;
  }
}

/** the calls at work, found by who made them */
export class ActiveCalls {
  readonly #calls = new Set<ActiveCall>();

  add(call: ActiveCall): void {
    if (call.job !== undefined && this.find(call.sender, call.job)) {
      throw new OperatorError('invalid-args', `job: ${call.job} is already at work for this connection`);
    }
    this.#calls.add(call);
  }

  remove(call: ActiveCall): void {
    this.#calls.delete(call);
    call.window.close();
  }

  find(sender: string, job: string): ActiveCall | undefined {
    return Array.from(this.#calls).find(call => call.sender === sender && call.job === job);
  }

  /** the caller left the bus: nobody waits for what can still be stopped, and nobody reads the output */
  vanished(sender: string): void {
    for (const call of this.#calls) {
      if (call.sender !== sender) continue;
      call.window.close();
      call.cancel('the caller left the bus');
    }
  }

  cancelAll(reason: string): void {
    for (const call of this.#calls) call.cancel(reason);
  }
}
