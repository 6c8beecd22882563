import { loadCatalog, type Catalog } from '../../interfaces/catalog.js';
import type { ModelClient } from '../../agent/plan/model-client.js';
import { toResponseFormat } from '../../agent/plan/schema.js';
import { askForPlan } from '../../agent/shell/planning/plan-exchange.js';
import { ShellError } from '../../agent/shell/environment/exit-codes.js';
import type { Answer } from './ask.js';
import type { Ask } from './kept-replies.js';
import type { Scenario } from './scenarios.js';
import { isApplicable, judge } from './score.js';
import type { Scored } from './table.js';

export interface ScoreOptions {
  readonly model: string;
  /** without the grammar */
  readonly free?: boolean;
}

/** asks every scenario that the catalogue can answer, the way llmsh asks: one try at mending included */
export async function scoreAll(
  ask: Ask,
  scenarios: Iterable<Scenario>,
  options: ScoreOptions,
  onScored: (scored: Scored) => void = () => undefined,
): Promise<Scored[]> {
  const catalog = loadCatalog();
  const scored: Scored[] = [];
  for (const scenario of scenarios) {
    if (!isApplicable(scenario, catalog)) continue;
    const one = await scoreOne(ask, scenario, options, catalog);
    scored.push(one);
    onScored(one);
  }
  return scored;
}

async function scoreOne(ask: Ask, scenario: Scenario, options: ScoreOptions, catalog: Catalog): Promise<Scored> {
  const given: Answer[] = [];
  const text = await plan(scenario, { client: listen(ask, options, given), model: options.model, catalog });
  const sum = (key: 'totalMs' | 'promptTokens' | 'completionTokens'): number =>
    given.reduce((total, answer) => total + answer[key], 0);
  return {
    ...judge(scenario, text, catalog),
    scenario,
    answer: text,
    ms: Math.round(sum('totalMs')),
    promptTokens: sum('promptTokens'),
    completionTokens: sum('completionTokens'),
  };
}

interface Asking {
  readonly client: ModelClient;
  readonly model: string;
  readonly catalog: Catalog;
}

async function plan({ request, facts }: Scenario, { client, model, catalog }: Asking): Promise<string> {
  const quiet = { onProgress: () => {}, onSteps: () => {}, signal: new AbortController().signal };
  try {
    const context = { request, ...(facts === undefined ? {} : { facts }) };
    const planned = await askForPlan(context, { agent: client, catalog, model, maxTokens: 512, ...quiet });
    const { steps, say } = planned.plan;
    return JSON.stringify(say === '' ? { steps } : { steps, say });
  } catch (error) {
    // no valid plan, twice: that is an answer too, and what llmsh would say
    if (error instanceof ShellError) return error.message;
    throw error;
  }
}

/** a client whose answers are noted, and may be known from before */
export function listen(ask: Ask, { free = false }: ScoreOptions, given: Answer[]): ModelClient {
  return {
    complete: async ({ messages, schema, choices, grammar, prefix, model, maxTokens, cacheKey, onText, onEnd }) => {
      const answer = await ask({
        messages,
        ...(schema === undefined || free ? {} : { response_format: toResponseFormat(schema) }),
        ...(choices === undefined ? {} : { llmos_choices: choices }),
        ...(grammar === undefined ? {} : { llmos_grammar: grammar }),
        ...(prefix === undefined ? {} : { llmos_prefix: prefix }),
        model,
        max_tokens: maxTokens,
        prompt_cache_key: cacheKey,
        stream: true,
      });
      if (answer.status !== 200 || answer.errorCode !== undefined) {
        throw new Error(`the agent refused: ${answer.status} ${answer.errorCode ?? ''}`);
      }
      given.push(answer);
      onText(answer.text);
      const { scores, promptTokens, cachedTokens, completionTokens: written } = answer;
      onEnd?.({ read: promptTokens - cachedTokens, written, ...(scores === undefined ? {} : { scores }) });
      return answer.text;
    },
    hold: () => {},
    close: async () => {},
  };
}
