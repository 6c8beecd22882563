import { randomBytes } from 'node:crypto';
import type { Operator, RunResult } from '../operator/client.js';
import { toCallError, type CallError } from '../operator/errors.js';
import type { PolkitAgent } from './polkit-agent.js';
import { needsPassword, type Reviewed } from './review.js';
import { createStreamPrinter, type StreamPrinter } from './stream-printer.js';
import type { Screen } from './screen.js';
import type { World } from './world.js';

/** polkit gives one attempt for a prompt; a typing mistake should not cost the whole plan */
const PASSWORD_TRIES = 3;

export interface StepContext {
  readonly world: World;
  readonly operator: Operator;
  readonly screen: Screen;
  readonly polkitAgent: PolkitAgent;
  /** results go to standard error where standard output carries json */
  readonly json: boolean;
  readonly signal: AbortSignal;
}

export type StepOutcome =
  | { readonly kind: 'ran'; readonly result: RunResult; readonly printer: StreamPrinter }
  | { readonly kind: 'error'; readonly error: CallError };

/** one call on the bus, asked again while a password was merely mistyped */
export async function runStep(reviewed: Reviewed, context: StepContext): Promise<StepOutcome> {
  let outcome = await attempt(reviewed, context);
  if (!needsPassword(reviewed) || !context.world.openTerminal()) return outcome;
  for (let tries = 1; tries < PASSWORD_TRIES && mayRetry(outcome, context); tries++) {
    await context.screen.note('That was not accepted; once more.');
    outcome = await attempt(reviewed, context);
  }
  return outcome;
}

function mayRetry(outcome: StepOutcome, { signal }: StepContext): boolean {
  return !signal.aborted && outcome.kind === 'error' && outcome.error.code === 'not-authorized';
}

async function attempt(reviewed: Reviewed, context: StepContext): Promise<StepOutcome> {
  const { operator, screen, signal } = context;
  const { action, ...parameters } = reviewed.step;
  if (needsPassword(reviewed)) await preparePrompt(context);
  if (signal.aborted) return { kind: 'error', error: toCallError(new Error('interrupted')) };
  const job = `llmsh-${randomBytes(8).toString('hex')}`;
  const release = cancelOnInterrupt(job, context);
  const printer = createStreamPrinter(screen, context.json);
  try {
    const result = await operator.run(action, parameters, {
      job,
      ...(reviewed.tier === undefined ? {} : { tier: reviewed.tier }),
      interactive: true,
      onOutput: (stream, text) => printer.take(stream, text),
      onProgress: (percent, text) => screen.status(`${percent}% ${printer.safe(text)}`),
    });
    return { kind: 'ran', result, printer };
  } catch (error) {
    return { kind: 'error', error: toCallError(error) };
  } finally {
    release();
  }
}

// with --fallback a desktop's own dialog still wins; without a terminal only that one can ask
async function preparePrompt({ world, screen, polkitAgent }: StepContext): Promise<void> {
  screen.clearStatus();
  if (!world.openTerminal()) return;
  const state = await polkitAgent.ensure();
  if (state.kind === 'failed') {
    await screen.note(`The password prompt (pkttyagent) could not start: ${state.reason || 'no reason given'}`);
  }
}

function cancelOnInterrupt(job: string, { operator, screen, signal }: StepContext): () => void {
  const cancel = (): void => {
    operator.cancel(job).then(
      cancelled => {
        if (!cancelled)
          void screen.note('This step can no longer be stopped: waiting for its end (ctrl-c again leaves it).');
      },
      () => {},
    );
  };
  signal.addEventListener('abort', cancel, { once: true });
  return () => signal.removeEventListener('abort', cancel);
}
