import { randomBytes } from 'node:crypto';
import { setTimeout as delay } from 'node:timers/promises';
import { display } from '../../../interfaces/display.js';
import type { OperatorClient, RunResult } from '../../operator-client/client.js';
import { CallError, toCallError } from '../../operator-client/errors.js';
import type { PolkitAgent } from '../environment/environment.js';
import { createProgress } from '../terminal/progress.js';
import { needsPassword, type Reviewed } from './review.js';
import { createStreamPrinter, type StreamPrinter } from '../terminal/stream-printer.js';
import type { Screen } from '../terminal/screen.js';
import type { Account, Terminal } from '../environment/environment.js';
import { accountProblem } from './password-available.js';

/** polkit gives one attempt for a prompt; a typing mistake should not cost the whole plan */
const PASSWORD_TRIES = 3;
const LEAVING_MS = 300;

export interface StepContext {
  readonly terminal: Terminal;
  /** asked whether a password that was typed could count at all */
  readonly host: Account;
  readonly operator: OperatorClient;
  readonly screen: Screen;
  readonly polkitAgent: PolkitAgent;
  /** results go to standard error where standard output carries json */
  readonly json: boolean;
  readonly signal: AbortSignal;
}

export type PromptContext = Pick<StepContext, 'terminal' | 'host' | 'screen' | 'polkitAgent' | 'signal'>;

export type StepOutcome =
  { readonly kind: 'ran'; readonly result: RunResult; readonly printer: StreamPrinter } | Refused;

/** one call on the bus, asked again while a password was merely mistyped */
export async function runStep(reviewed: Reviewed, grant: string, context: StepContext): Promise<StepOutcome> {
  if (!needsPassword(reviewed) || grant !== '') return await attempt(reviewed, grant, context);
  return await withPasswordTries(context, () => attempt(reviewed, grant, context));
}

/** a wrong password ends polkit's attempt, so the tries are ours; only a terminal is asked again, a desktop asks itself */
export async function withPasswordTries<T extends { readonly kind: string }>(
  context: PromptContext,
  ask: () => Promise<T | Refused>,
): Promise<T | Refused> {
  const { terminal, host, screen, signal } = context;
  let unasked = 0;
  for (let tries = 1; ; tries++) {
    await preparePrompt(context);
    const outcome = await ask();
    if (!isRefused(outcome) || signal.aborted || !terminal.openTty()) return outcome;
    const { code } = outcome.error;
    // a prompt whose input was ended may leave while the next question is under way: it is started again, once
    if (code === 'can-obtain' && tries > 1 && unasked === 0) {
      unasked += 1;
      await delay(LEAVING_MS);
      continue;
    }
    if (!isMistyped(outcome.error) || tries >= PASSWORD_TRIES + unasked) return outcome;
    const problem = await accountProblem(host);
    if (problem !== '') return { kind: 'error', error: withReason(outcome.error, problem) };
    await screen.note('That was not accepted; once more.');
  }
}

// a rule's no and another service's no stay what they are, however often a password is typed
function isMistyped({ code, message }: CallError): boolean {
  return code === 'not-authorized' && message.includes('authentication failed');
}

function withReason({ code, message, actionId }: CallError, reason: string): CallError {
  return new CallError(code, `${message}: ${reason}`, actionId);
}

export interface Refused {
  readonly kind: 'error';
  readonly error: CallError;
}

function isRefused(outcome: { readonly kind: string }): outcome is Refused {
  return outcome.kind === 'error';
}

async function attempt(reviewed: Reviewed, grant: string, context: StepContext): Promise<StepOutcome> {
  const { operator, screen, signal } = context;
  const { action, ...parameters } = reviewed.step;
  if (signal.aborted) return { kind: 'error', error: toCallError(new Error('interrupted')) };
  const job = `llmsh-${randomBytes(8).toString('hex')}`;
  const release = cancelOnInterrupt(job, action, context);
  const printer = createStreamPrinter(screen, context.json);
  const progress = createProgress(screen, context.json);
  try {
    const result = await operator.run(action, parameters, {
      job,
      grant,
      ...(reviewed.tier === undefined ? {} : { tier: reviewed.tier }),
      interactive: true,
      onOutput: (stream, text) => printer.take(stream, text),
      onProgress: (percent, text) => progress(percent, printer.safe(text)),
    });
    return { kind: 'ran', result, printer };
  } catch (error) {
    await printer.end();
    return { kind: 'error', error: toCallError(error, reviewed.facts?.action_id) };
  } finally {
    release();
  }
}

// with --fallback a desktop's own dialog still wins; without a terminal only that one can ask
async function preparePrompt({ terminal, screen, polkitAgent }: PromptContext): Promise<void> {
  screen.clearStatus();
  if (!terminal.openTty()) return;
  const state = await polkitAgent.ensure();
  if (state.kind === 'failed') {
    await screen.note(`The password prompt (pkttyagent) could not start: ${state.reason || 'no reason given'}`);
  }
}

function cancelOnInterrupt(job: string, action: string, { operator, screen, signal }: StepContext): () => void {
  const cancel = (): void => {
    operator
      .cancel(job)
      .then(async cancelled => {
        if (!cancelled) await screen.note(goesOn(await operator.unfinished(action).catch(() => undefined)));
      })
      .catch(() => {});
  };
  signal.addEventListener('abort', cancel, { once: true });
  return () => signal.removeEventListener('abort', cancel);
}

function goesOn(record: string | undefined): string {
  const look = record === undefined ? 'llmsh history' : `llmsh show ${display(record)}`;
  return (
    'This step can no longer be stopped, and finishes whatever happens here: waiting for its end. ' +
    `Ctrl-c again leaves it; ${look} says what became of it.`
  );
}
