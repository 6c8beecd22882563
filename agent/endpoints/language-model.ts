// loaded only where an endpoint is really asked: the client libraries come along with it
import { createAnthropic } from '@ai-sdk/anthropic';
import { createOpenAICompatible } from '@ai-sdk/openai-compatible';
import type { LanguageModelV3, LanguageModelV3CallOptions } from '@ai-sdk/provider';
import type { Completion } from '../plan/model-client.js';
import { PLAN_SCHEMA_NAME } from '../plan/plan.js';
import type { Endpoint } from './endpoint.js';
import { withOptionalKeys } from './optional-keys.js';
import { outgoing } from './outgoing.js';
import type { Terms } from './terms.js';

interface Access {
  readonly key?: string | undefined;
  readonly terms: Terms;
  readonly fetch: typeof globalThis.fetch;
}

/** the client library's model of an endpoint, which reads its answers as well */
export function makeModel(endpoint: Endpoint, { key, terms, fetch }: Access): LanguageModelV3 {
  const { kind, name, url: baseURL, model } = endpoint;
  // a key is always said, since the library would look for one in the environment
  if (kind === 'anthropic') return createAnthropic({ baseURL, apiKey: key ?? '', fetch })(model);
  return createOpenAICompatible({
    name,
    baseURL,
    ...(key === undefined ? {} : { apiKey: key }),
    fetch,
    includeUsage: terms.usage,
    supportsStructuredOutputs: terms.format === 'schema',
    transformRequestBody: ({ max_tokens: most, ...body }) =>
      terms.thinks ? { ...body, max_completion_tokens: most } : { ...body, max_tokens: most },
  })(model);
}

export function callOptions(request: Completion, endpoint: Endpoint, terms: Terms): LanguageModelV3CallOptions {
  const { messages, schema, maxTokens, signal } = request;
  const prompt: LanguageModelV3CallOptions['prompt'] = outgoing(messages).map(({ role, content }) =>
    role === 'system' ? { role, content } : { role, content: [{ type: 'text', text: content }] },
  );
  const options = {
    prompt,
    maxOutputTokens: maxTokens,
    abortSignal: signal,
    ...(terms.thinks ? {} : { temperature: 0 }),
  };
  if (schema === undefined || terms.format === 'none') return options;
  const asked = endpoint.schema === 'optional' ? withOptionalKeys(schema) : schema;
  return {
    ...options,
    responseFormat: { type: 'json', name: PLAN_SCHEMA_NAME, schema: JSON.parse(JSON.stringify(asked)) },
  };
}
