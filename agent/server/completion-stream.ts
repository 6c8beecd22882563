import { randomUUID } from 'node:crypto';
import type { ServerResponse } from 'node:http';
import type { CompletionRequest } from './completion.js';
import type { EngineCompletion } from './engine.js';
import { errorBody, type RequestError } from './request-error.js';

export interface ReplyOptions {
  readonly request: CompletionRequest;
  /** the cage was not proved, by the caller's own wish */
  readonly uncaged: boolean;
}

/** one completion on its way out: chunks of server-sent events, or one json object at its end */
export class Reply {
  readonly #response: ServerResponse;
  readonly #request: CompletionRequest;
  readonly #head: Readonly<Record<string, unknown>>;

  constructor(response: ServerResponse, { request, uncaged }: ReplyOptions) {
    this.#response = response;
    this.#request = request;
    this.#head = {
      id: `chatcmpl-${randomUUID()}`,
      object: request.stream ? 'chat.completion.chunk' : 'chat.completion',
      created: Math.floor(Date.now() / 1000),
      model: request.model,
      ...(uncaged ? { uncaged: true } : {}),
    };
  }

  /** progress for a person's eyes, invisible to a client that only wants the answer */
  note(text: string): void {
    if (!this.#request.stream) return;
    this.#start();
    this.#response.write(`: ${text}\n\n`);
  }

  text(content: string): void {
    if (this.#request.stream) this.#event({ choices: [{ index: 0, delta: { content }, finish_reason: null }] });
  }

  finish(completion: EngineCompletion): void {
    const { scores } = completion;
    const end = {
      usage: usageOf(completion),
      timings: timingsOf(completion),
      ...(scores === undefined ? {} : { llmos_scores: scores }),
    };
    if (this.#request.stream) {
      this.#event({ choices: [{ index: 0, delta: {}, finish_reason: completion.finish }], ...end });
      this.#response.end('data: [DONE]\n\n');
      return;
    }
    const message = { role: 'assistant', content: completion.text };
    sendJson(this.#response, 200, {
      ...this.#head,
      choices: [{ index: 0, message, finish_reason: completion.finish }],
      ...end,
    });
  }

  fail(error: RequestError): void {
    if (!this.#response.headersSent) {
      sendJson(this.#response, error.status, errorBody(error));
      return;
    }
    // no finish reason was sent, so nobody can take what came so far for an answer
    this.#response.end(`data: ${JSON.stringify(errorBody(error))}\n\n`);
  }

  #event(fields: Readonly<Record<string, unknown>>): void {
    this.#start();
    this.#response.write(`data: ${JSON.stringify({ ...this.#head, ...fields })}\n\n`);
  }

  #start(): void {
    if (this.#response.headersSent) return;
    this.#response.writeHead(200, { 'content-type': 'text/event-stream', 'cache-control': 'no-store' });
  }
}

export function sendJson(response: ServerResponse, status: number, body: unknown): void {
  response.writeHead(status, { 'content-type': 'application/json', 'cache-control': 'no-store' });
  response.end(JSON.stringify(body));
}

function usageOf({ promptTokens, cachedTokens, completionTokens }: EngineCompletion): unknown {
  return {
    prompt_tokens: promptTokens,
    completion_tokens: completionTokens,
    total_tokens: promptTokens + completionTokens,
    prompt_tokens_details: { cached_tokens: cachedTokens },
  };
}

function timingsOf({ promptMs, generateMs }: EngineCompletion): unknown {
  return { prompt_ms: Math.round(promptMs), predicted_ms: Math.round(generateMs) };
}
