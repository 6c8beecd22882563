import { parsePlan } from '../../agent/plan/parse.js';
import { planByDraft, type DraftTrace } from '../../agent/draft/plan-by-draft.js';
import type { LiftContext } from '../../agent/lift/part.js';
import type { Message } from '../../agent/plan/plan.js';
import { ShellError } from '../../agent/shell/environment/exit-codes.js';
import { askForPlan } from '../../agent/shell/planning/plan-exchange.js';
import type { Answer } from './ask.js';
import { effectsOfLine, effectsOfParts, effectsOfSteps } from './effects.js';
import type { Produced } from './judge-set.js';
import type { Ask } from './kept-replies.js';
import { listen } from './score-all.js';

/** `draft` is ours, `plain` the same weights asked for a shell line, `json` the typed planner */
export const ROADS = ['draft', 'plain', 'json'] as const;
export type Road = (typeof ROADS)[number];

export interface Travelled {
  readonly produced: Produced;
  /** in a few words, for whoever looks at what went wrong */
  readonly shown: string;
  readonly trace?: DraftTrace;
  readonly ms: number;
  readonly read: number;
  readonly written: number;
}

export interface Travel {
  readonly ask: Ask;
  readonly model: string;
  readonly lift: LiftContext;
}

/** one request by one road */
export async function takeRoad(road: Road, request: string, travel: Travel): Promise<Travelled> {
  const given: Answer[] = [];
  const agent = listen(travel.ask, { model: travel.model }, given);
  const made = await BY[road](request, { ...travel, agent });
  const sum = (of: (answer: Answer) => number): number => given.reduce((total, answer) => total + of(answer), 0);
  return {
    ...made,
    ms: Math.round(sum(({ totalMs }) => totalMs)),
    read: sum(({ promptTokens, cachedTokens }) => promptTokens - cachedTokens),
    written: sum(({ completionTokens }) => completionTokens),
  };
}

type Made = Pick<Travelled, 'produced' | 'shown' | 'trace'>;
type Way = (request: string, travel: Travel & { readonly agent: ReturnType<typeof listen> }) => Promise<Made>;

const quiet = { onProgress: () => {}, signal: new AbortController().signal };

const draft: Way = async (request, { agent, model, lift }) => {
  const { kind, trace } = await planByDraft(request, { agent, model, lift, catalog: lift.catalog, ...quiet });
  const { decision, line, parts } = trace;
  const shown = `${decision.label} ${decision.score.toFixed(2)} ${kind}${line === undefined ? '' : `: ${line}`}`;
  if (kind === 'plan') return { produced: { kind: 'runs', effects: effectsOfParts(parts) }, shown, trace };
  const offered = kind === 'offer' && line !== undefined ? { offered: line } : {};
  return { produced: { kind: 'words', ...offered }, shown: shown, trace };
};

const PLAIN: Message = {
  role: 'system',
  content:
    'You are a Linux shell expert on Debian 13. Answer the request with one bash command line and nothing else: no explanation, no Markdown.',
};

const plain: Way = async (request, { agent, model, lift }) => {
  const messages: Message[] = [PLAIN, { role: 'user', content: request }];
  const text = await agent.complete({ messages, model, maxTokens: 160, cacheKey: 'plain', onText: () => {}, ...quiet });
  const line = lineOf(text);
  const effects = line === '' ? undefined : effectsOfLine(line, lift);
  const nothing = effects === undefined || /^(?:#|echo\s+["'][^>|&;]*["']$)/u.test(line);
  return { produced: nothing ? { kind: 'words' } : { kind: 'runs', effects }, shown: line };
};

// small models fence what they were asked not to
function lineOf(text: string): string {
  const fenced = /```(?:\w+\n|\n)?([\s\S]*?)```/u.exec(text)?.[1] ?? text;
  return fenced.trim().replace(/^`([^`]*)`$/u, '$1');
}

const json: Way = async (request, { agent, model, lift: { catalog } }) => {
  try {
    const options = { agent, catalog, model, maxTokens: 512, onSteps: () => {}, ...quiet };
    const { plan } = await askForPlan({ request }, options);
    const parsed = parsePlan(JSON.stringify(plan), catalog);
    const shown = JSON.stringify(plan);
    if (!parsed.ok || plan.steps.length === 0) return { produced: { kind: 'words' }, shown };
    return { produced: { kind: 'runs', effects: effectsOfSteps(plan.steps) }, shown };
  } catch (error) {
    if (error instanceof ShellError) return { produced: { kind: 'words' }, shown: error.message };
    throw error;
  }
};

const BY: Readonly<Record<Road, Way>> = { draft, plain, json };
