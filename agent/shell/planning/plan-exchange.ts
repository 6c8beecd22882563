import type { Catalog } from '../../../interfaces/catalog.js';
import { displayText } from '../../../interfaces/display.js';
import { checkPlanAgainstRequest, type CheckedPlan } from '../../plan/request-checks/check-request.js';
import { parsePlan } from '../../plan/parse.js';
import { completedSteps } from '../../plan/partial-json.js';
import type { ModelClient } from '../../plan/model-client.js';
import type { Message, Plan } from '../../plan/plan.js';
import { hintTurns, planPrefix } from '../../plan/prompt.js';
import { repairMessage, requestMessages, type RequestContext } from '../../plan/request.js';
import { dropNulls, planJsonSchema } from '../../plan/schema.js';
import { EXIT, ShellError } from '../environment/exit-codes.js';

/** names the kept state of the model that has read the fixed part of the prompt */
export const PLAN_CACHE_KEY = 'llmos-plan';

export interface ExchangeOptions {
  readonly agent: ModelClient;
  readonly catalog: Catalog;
  readonly model: string;
  readonly maxTokens: number;
  /** whether the plan may ask for results before it goes on */
  readonly mayLook?: boolean;
  /** keeps values that the request does not name, and reports them as guesses */
  readonly mayGuess?: boolean;
  readonly signal: AbortSignal;
  readonly onProgress: (text: string) => void;
  /** steps whose braces have closed: to be shown, never to be run */
  readonly onSteps: (steps: readonly unknown[]) => void;
}

export interface Planned {
  readonly plan: Plan;
  /** the first answer did not parse, and its errors went back with the request */
  readonly repaired: boolean;
  /** parts left out of the plan because the request does not ask for them */
  readonly notes: readonly string[];
  /** values that the request does not name */
  readonly guessed: readonly string[];
}

/** the whole prompt of a plan: the part that is always the same, then hints and the request */
export function promptMessages(catalog: Catalog, context: RequestContext, mayLook = false): Message[] {
  const hints = hintTurns(catalog, context.request);
  return [...planPrefix(catalog, { look: mayLook }), ...hints, ...requestMessages(context)];
}

/** one answer, and one try at mending it; what did not parse whole is never a plan */
export async function askForPlan(context: RequestContext, options: ExchangeOptions): Promise<Planned> {
  const messages = promptMessages(options.catalog, context, options.mayLook);
  const first = await complete(messages, options);
  const read = readAnswer(first, context, options);
  if (read.ok && read.problems.length === 0) return { ...read, repaired: false };
  options.onProgress(`the plan ${read.ok ? 'held more than was asked for' : 'did not parse'}; asking once more …`);
  const mending = [...messages, { role: 'assistant' as const, content: first }, repairMessage(read.problems)];
  const again = await complete(mending, options);
  const mended = readAnswer(again, context, options);
  if (mended.ok) return { ...mended, repaired: true };
  // the person sees the names that were added, and decides
  if (read.ok) return { ...read, repaired: false };
  const problems = displayText(mended.problems.slice(0, 4).join('\n'));
  throw new ShellError(
    EXIT.noPlan,
    `the model gave no valid plan, twice; nothing was done; say it in other words\n${problems}`,
  );
}

async function complete(messages: readonly Message[], options: ExchangeOptions): Promise<string> {
  const { agent, catalog, model, maxTokens, mayLook = false, signal, onProgress, onSteps } = options;
  let seen = 0;
  const onText = (text: string): void => {
    // a step ends with a brace; reading the whole text at each token would take quadratic time
    const closed = text.includes('}', seen);
    seen = text.length;
    if (closed) onSteps(completedSteps(text));
  };
  return agent.complete({
    messages,
    prefix: planPrefix(catalog, { look: mayLook }).length,
    schema: planJsonSchema(catalog),
    model,
    maxTokens,
    cacheKey: PLAN_CACHE_KEY,
    signal,
    onText,
    onProgress,
  });
}

type Read = (CheckedPlan & { readonly ok: true }) | { readonly ok: false; readonly problems: readonly string[] };

function readAnswer(text: string, context: RequestContext, { catalog, mayGuess }: ExchangeOptions): Read {
  const value = parseJson(text);
  const parsed = parsePlan(value === undefined ? text : JSON.stringify(dropNulls(value)), catalog);
  return parsed.ok ? { ok: true, ...checkPlanAgainstRequest(parsed.plan, context, catalog, mayGuess) } : parsed;
}

function parseJson(text: string): unknown {
  try {
    const value: unknown = JSON.parse(text);
    return value;
  } catch {
    return undefined;
  }
}
