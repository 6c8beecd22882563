import type { IncomingMessage } from 'node:http';
import { loadCatalog } from '../../interfaces/catalog.js';
import { hintTurns, planPrefix } from '../../agent/plan/prompt.js';
import { requestMessage } from '../../agent/plan/request.js';
import { planResponseFormat } from '../../agent/plan/schema.js';
import type { AgentProcess } from './agent-process.js';

export interface Answer {
  readonly status: number;
  readonly text: string;
  readonly finish: string | undefined;
  readonly comments: readonly string[];
  readonly promptTokens: number;
  readonly cachedTokens: number;
  readonly completionTokens: number;
  readonly errorCode: string | undefined;
  /** the probability of each choice, where there were choices */
  readonly scores: Readonly<Record<string, number>> | undefined;
  readonly promptMs: number;
  readonly firstMs: number;
  readonly totalMs: number;
}

interface Event {
  readonly llmos_scores?: Readonly<Record<string, number>>;
  readonly timings?: { readonly prompt_ms: number };
  readonly error?: { readonly code: string };
  readonly usage?: {
    readonly prompt_tokens: number;
    readonly completion_tokens: number;
    readonly prompt_tokens_details: { readonly cached_tokens: number };
  };
  readonly choices?: readonly {
    readonly delta?: { readonly content?: string };
    readonly finish_reason?: string | null;
  }[];
}

export function planBody(request: string, extra: object = {}, facts?: Readonly<Record<string, string>>): object {
  const catalog = loadCatalog();
  const message = requestMessage({ request, ...(facts === undefined ? {} : { facts }) });
  const messages = [...planPrefix(catalog), ...hintTurns(catalog, request), message];
  return { messages, stream: true, max_tokens: 512, response_format: planResponseFormat(catalog), ...extra };
}

export async function ask(agent: AgentProcess, body: object): Promise<Answer> {
  const started = performance.now();
  return readAnswer(await agent.send(body), started);
}

/** reads a streamed answer, or an error */
export async function readAnswer(response: IncomingMessage, started: number): Promise<Answer> {
  let firstMs = 0;
  let raw = '';
  for await (const chunk of response) {
    raw += String(chunk);
    if (firstMs === 0 && raw.includes('"content"')) firstMs = performance.now() - started;
  }
  const lines = raw.split('\n');
  const data = lines.filter(line => line.startsWith('data: {')).map(line => line.slice('data: '.length));
  const events = (response.statusCode === 200 ? data : [raw]).map(text => JSON.parse(text) as Event);
  const choices = events.flatMap(event => event.choices ?? []);
  const usage = events.find(event => event.usage !== undefined)?.usage;
  return {
    status: response.statusCode ?? 0,
    text: choices.map(({ delta }) => delta?.content ?? '').join(''),
    finish: choices.find(({ finish_reason: reason }) => typeof reason === 'string')?.finish_reason ?? undefined,
    comments: lines.filter(line => line.startsWith(': ')).map(line => line.slice(2)),
    promptTokens: usage?.prompt_tokens ?? 0,
    cachedTokens: usage?.prompt_tokens_details.cached_tokens ?? 0,
    promptMs: events.find(({ timings }) => timings !== undefined)?.timings?.prompt_ms ?? 0,
    completionTokens: usage?.completion_tokens ?? 0,
    scores: events.find(event => event.llmos_scores !== undefined)?.llmos_scores,
    errorCode: events.find(({ error }) => error !== undefined)?.error?.code,
    firstMs,
    totalMs: performance.now() - started,
  };
}
