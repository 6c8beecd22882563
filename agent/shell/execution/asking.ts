import { toCallError } from '../../operator-client/errors.js';
import { ShellError } from '../environment/exit-codes.js';
import { explainError } from '../terminal/explain-error.js';
import { classifyError } from './report.js';
import { withPasswordTries, type PromptContext, type Refused } from './run-step.js';

export type Answered<T> = { readonly kind: 'answered'; readonly value: T } | Refused;

/** a call that may ask for a password, with our tries where it does */
export async function tryAsking<T>(
  context: PromptContext,
  prompts: boolean,
  call: () => Promise<T>,
  actionId?: string,
): Promise<Answered<T>> {
  const attempt = async (): Promise<Answered<T>> => {
    try {
      return { kind: 'answered', value: await call() };
    } catch (error) {
      return { kind: 'error', error: toCallError(error, actionId) };
    }
  };
  return prompts ? await withPasswordTries<Answered<T>>(context, attempt) : await attempt();
}

/** the same, where a refusal ends the command */
export async function asking<T>(
  context: PromptContext,
  prompts: boolean,
  call: () => Promise<T>,
  actionId?: string,
): Promise<T> {
  return answerOf(await tryAsking(context, prompts, call, actionId));
}

export function answerOf<T>(outcome: Answered<T>): T {
  if (outcome.kind === 'answered') return outcome.value;
  throw new ShellError(classifyError(outcome.error.code).exitCode, explainError(outcome.error));
}
