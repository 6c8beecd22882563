import type { IncomingMessage } from 'node:http';
import { text } from 'node:stream/consumers';
import * as z from 'zod';
import { displayText } from '../../../interfaces/display.js';
import { withoutThoughts } from '../../endpoints/reply-text.js';
import {
  MAX_ANSWER,
  type Completion,
  type CompletionEnd,
  type ModelClient,
  type PromptSize,
} from '../../plan/model-client.js';
import { toResponseFormat } from '../../plan/schema.js';
import { openAgentSocket, type AgentSocket } from './agent-request.js';
import { EXIT, ShellError } from '../environment/exit-codes.js';
import { readEvents, type SseEvent } from './sse.js';

const chunkSchema = z.looseObject({
  choices: z
    .array(
      z.looseObject({
        delta: z.looseObject({ content: z.string().nullish() }).optional(),
        finish_reason: z.string().nullish(),
      }),
    )
    .optional(),
  llmos_scores: z.record(z.string(), z.number()).optional(),
  usage: z
    .looseObject({
      prompt_tokens: z.number(),
      completion_tokens: z.number(),
      prompt_tokens_details: z.looseObject({ cached_tokens: z.number() }),
    })
    .optional(),
  error: z.looseObject({ message: z.string(), code: z.string().nullish() }).optional(),
});

export function connectAgent(socketPath: string): ModelClient {
  const socket = openAgentSocket(socketPath);
  return {
    complete: async request => {
      const response = await post(socket, request);
      if (response.statusCode !== 200) throw await refusal(response);
      return await collect(response, request);
    },
    count: async (messages, model) =>
      await countPrompt(socket, { messages, ...(model === undefined ? {} : { model }) }),
    hold: () => hold(socket),
    close: async () => socket.destroy(),
  };
}

const sizeSchema = z.looseObject({ tokens: z.number(), context: z.number() });

// an agent too old to count says 404
async function countPrompt(
  socket: AgentSocket,
  prompt: Pick<Completion, 'messages' | 'model'>,
): Promise<PromptSize | undefined> {
  const { signal } = new AbortController();
  const response = await socket.ask('/v1/count', prompt).catch((error: unknown) => {
    throw connectionError(error, signal);
  });
  if (response.statusCode === 404) {
    response.resume();
    return undefined;
  }
  if (response.statusCode !== 200) throw await refusal(response);
  return sizeSchema.parse(JSON.parse(await text(response)));
}

// an answer that never ends: as long as it is open the model is not idle, and an agent too old to know it says 404
function hold(socket: AgentSocket): void {
  socket.ask('/v1/hold').then(
    response => response.on('error', () => {}).resume(),
    () => {},
  );
}

async function post(socket: AgentSocket, request: Completion): Promise<IncomingMessage> {
  const body = {
    ...(request.model === undefined ? {} : { model: request.model }),
    messages: request.messages,
    ...(request.schema === undefined ? {} : { response_format: toResponseFormat(request.schema) }),
    max_tokens: request.maxTokens,
    temperature: 0,
    stream: true,
    prompt_cache_key: request.cacheKey,
    ...(request.choices === undefined ? {} : { llmos_choices: request.choices }),
    ...(request.grammar === undefined ? {} : { llmos_grammar: request.grammar }),
    ...(request.prefix === undefined ? {} : { llmos_prefix: request.prefix }),
  };
  try {
    return await socket.ask('/v1/chat/completions', body, request.signal);
  } catch (error) {
    throw connectionError(error, request.signal);
  }
}

async function collect(response: IncomingMessage, request: Completion): Promise<string> {
  let answer: Answer = { text: '', finish: undefined };
  try {
    for await (const event of readEvents(response)) {
      answer = take(answer, event, request);
    }
  } catch (error) {
    if (error instanceof ShellError || request.signal.aborted) throw connectionError(error, request.signal);
    throw new ShellError(EXIT.noPlan, cutOff(undefined, request.maxTokens));
  }
  if (answer.finish === 'stop') return said(answer.text, request);
  throw new ShellError(EXIT.noPlan, cutOff(answer.finish, request.maxTokens));
}

interface Answer {
  readonly text: string;
  readonly finish: string | undefined;
}

function take(answer: Answer, event: SseEvent, request: Completion): Answer {
  if (event.kind === 'comment') request.onProgress(event.text);
  if (event.kind === 'comment' || event.text === '[DONE]') return answer;
  const { added, finish, end } = readChunk(event.text);
  if (end !== undefined) request.onEnd?.(end);
  const text = answer.text + added;
  if (text.length > MAX_ANSWER) throw new ShellError(EXIT.noPlan, 'the model does not stop; ask in other words');
  if (added !== '') request.onText(said(text, request));
  return { text, finish: finish ?? answer.finish };
}

// under a grammar there are no thoughts
function said(text: string, { schema, grammar, choices }: Completion): string {
  const free = schema === undefined && grammar === undefined && choices === undefined;
  return free ? withoutThoughts(text) : text;
}

interface Read {
  readonly added: string;
  readonly finish: string | undefined;
  readonly end: CompletionEnd | undefined;
}

function readChunk(text: string): Read {
  const { choices, error, llmos_scores: scores, usage } = chunkSchema.parse(JSON.parse(text));
  if (error) throw agentError(error.message, error.code ?? '');
  const choice = choices?.[0];
  const counts = usage && {
    read: usage.prompt_tokens - usage.prompt_tokens_details.cached_tokens,
    written: usage.completion_tokens,
  };
  return {
    added: choice?.delta?.content ?? '',
    finish: choice?.finish_reason ?? undefined,
    end: counts && { ...counts, ...(scores === undefined ? {} : { scores }) },
  };
}

function cutOff(reason: string | undefined, maxTokens: number): string {
  if (reason === 'length') return `the plan was longer than ${maxTokens} tokens and is not used; ask for less at once`;
  if (reason !== undefined) return `the model stopped early (${displayText(reason)}); ask in other words`;
  return 'the language model hung up in the middle of its answer; nothing was done; try again, or see: journalctl --user -u llmos-agent';
}

async function refusal(response: IncomingMessage): Promise<ShellError> {
  const body = await text(response).catch(() => '');
  const status = response.statusCode ?? 0;
  const parsed = chunkSchema.safeParse(parseJson(body));
  const error = parsed.success ? parsed.data.error : undefined;
  if (error) return agentError(error.message, error.code ?? '', status);
  return agentError(`the language model answered http ${status}`, '', status);
}

function agentError(message: string, code: string, status = 0): ShellError {
  const noModel = status === 404 || status === 503 || /model|memory|cage/.test(code);
  return new ShellError(noModel ? EXIT.noModel : EXIT.noPlan, displayText(message));
}

function connectionError(error: unknown, signal: AbortSignal): Error {
  if (error instanceof ShellError) return error;
  if (signal.aborted) return new ShellError(EXIT.interrupted, 'interrupted');
  const cause = error instanceof Error && error.cause instanceof Error ? error.cause : error;
  const said = cause instanceof Error ? cause.message : String(cause);
  return new ShellError(
    EXIT.noModel,
    `the language model cannot be reached (${displayText(said)}); see: llmsh doctor, and journalctl --user -u llmos-agent`,
  );
}

function parseJson(text: string): unknown {
  try {
    const value: unknown = JSON.parse(text);
    return value;
  } catch {
    return undefined;
  }
}
