// loaded only where an endpoint is really asked: the client libraries come along with it
import { createAnthropic } from '@ai-sdk/anthropic';
import { createOpenAICompatible } from '@ai-sdk/openai-compatible';
import type { LanguageModelV3, LanguageModelV3CallOptions, LanguageModelV3StreamPart } from '@ai-sdk/provider';
import { setTimeout as sleep } from 'node:timers/promises';
import { MAX_ANSWER, type Completion, type ModelClient } from '../plan/model-client.js';
import { PLAN_SCHEMA_NAME } from '../plan/plan.js';
import type { Endpoint } from './endpoint.js';
import { EndpointError } from './error.js';
import { cutOff, explainEvent, explainEndpointFailure } from './explain.js';
import { guardFetch, type GuardedFetch } from './guarded-fetch.js';
import { withOptionalKeys } from './optional-keys.js';
import { checkFits, outgoing } from './outgoing.js';

// an endpoint that asks for a short pause gets it, once
const LONGEST_PAUSE_S = 30;

/** a model behind an address, asked through the client library of its protocol */
export function connectEndpoint(endpoint: Endpoint, key: string | undefined, authority?: string): ModelClient {
  const guarded = guardFetch(endpoint, authority);
  const model = makeModel(endpoint, key, guarded);
  const attempt = async (request: Completion): Promise<string> => {
    try {
      return await read((await model.doStream(callOptions(request, endpoint))).stream, request, endpoint, key);
    } catch (error) {
      throw explainEndpointFailure(error, endpoint, key, request.signal);
    }
  };
  return {
    complete: async request => {
      // there is no prefix of ours to be read beforehand on somebody else's machine
      if (request.maxTokens === 0) return '';
      checkFits(request, endpoint);
      try {
        return await attempt(request);
      } catch (error) {
        await pause(error, endpoint, request);
        return await attempt(request);
      }
    },
    hold: () => {},
    close: () => guarded.close(),
  };
}

function makeModel(endpoint: Endpoint, key: string | undefined, { fetch }: GuardedFetch): LanguageModelV3 {
  const { kind, name, url: baseURL, model, schema, reasoning } = endpoint;
  // a key is always said, since the library would look for one in the environment
  if (kind === 'anthropic') return createAnthropic({ baseURL, apiKey: key ?? '', fetch })(model);
  return createOpenAICompatible({
    name,
    baseURL,
    ...(key === undefined ? {} : { apiKey: key }),
    fetch,
    supportsStructuredOutputs: schema !== false,
    transformRequestBody: ({ max_tokens: most, ...body }) =>
      reasoning ? { ...body, max_completion_tokens: most } : { ...body, max_tokens: most },
  })(model);
}

function callOptions(
  { messages, schema, maxTokens, signal }: Completion,
  endpoint: Endpoint,
): LanguageModelV3CallOptions {
  const prompt: LanguageModelV3CallOptions['prompt'] = outgoing(messages).map(({ role, content }) =>
    role === 'system' ? { role, content } : { role, content: [{ type: 'text', text: content }] },
  );
  const options = {
    prompt,
    maxOutputTokens: maxTokens,
    abortSignal: signal,
    ...(endpoint.reasoning ? {} : { temperature: 0 }),
  };
  if (schema === undefined || !endpoint.schema) return options;
  const asked = endpoint.schema === 'optional' ? withOptionalKeys(schema) : schema;
  return {
    ...options,
    responseFormat: { type: 'json', name: PLAN_SCHEMA_NAME, schema: JSON.parse(JSON.stringify(asked)) },
  };
}

async function read(
  stream: ReadableStream<LanguageModelV3StreamPart>,
  { onText, maxTokens }: Completion,
  endpoint: Endpoint,
  key: string | undefined,
): Promise<string> {
  let text = '';
  let finish: string = 'other';
  for await (const part of stream) {
    if (part.type === 'error')
      throw part.error instanceof EndpointError ? part.error : explainEvent(part.error, endpoint, key);
    if (part.type === 'finish') finish = part.finishReason.unified;
    if (part.type !== 'text-delta') continue;
    text += part.delta;
    if (text.length > MAX_ANSWER)
      throw new EndpointError('too_long', `${endpoint.name} does not stop; ask in other words`);
    onText(text);
  }
  if (finish === 'stop') return text;
  throw unfinished(finish, endpoint, maxTokens);
}

function unfinished(finish: string, { name }: Endpoint, maxTokens: number): EndpointError {
  if (finish === 'length') {
    return new EndpointError(
      'too_long',
      `the answer of ${name} was longer than ${maxTokens} tokens and is not used; ask for less at once`,
    );
  }
  if (finish === 'content-filter')
    return new EndpointError('refused', `${name} filtered its own answer; ask in other words`);
  return cutOff(name);
}

async function pause(error: unknown, { name }: Endpoint, { signal, onProgress }: Completion): Promise<void> {
  const seconds = error instanceof EndpointError ? error.retryAfter : undefined;
  if (seconds === undefined || seconds > LONGEST_PAUSE_S) throw error;
  onProgress(`${name} asks to wait ${seconds} s …`);
  await sleep(seconds * 1000, undefined, { signal }).catch(() => {
    throw new EndpointError('interrupted', 'interrupted');
  });
}
