// loaded only where an endpoint is really asked: the client libraries come along with it
import { createAnthropic } from '@ai-sdk/anthropic';
import { createOpenAICompatible } from '@ai-sdk/openai-compatible';
import type { LanguageModelV3, LanguageModelV3CallOptions } from '@ai-sdk/provider';
import type { Completion } from '../plan/model-client.js';
import { PLAN_SCHEMA_NAME } from '../plan/plan.js';
import type { Endpoint } from './endpoint.js';
import { withOptionalKeys } from './optional-keys.js';
import { countMessages, outgoing } from './outgoing.js';
import type { Terms } from './terms.js';

interface Access {
  readonly key?: string | undefined;
  readonly secretHeaders?: Readonly<Record<string, string>>;
  readonly terms: Terms;
  readonly fetch: typeof globalThis.fetch;
}

/** the client library's model of an endpoint, which reads its answers as well */
export function makeModel(endpoint: Endpoint, access: Access): LanguageModelV3 {
  const { kind, name, url: baseURL, model, key_header: header } = endpoint;
  const { terms, fetch, secretHeaders } = access;
  const key = header === undefined ? access.key : undefined;
  const ofKey = header === undefined || access.key === undefined ? {} : { [header]: access.key };
  const headers = { ...endpoint.headers, ...secretHeaders, ...ofKey };
  // a key is always said, since the library would look for one in the environment
  if (kind === 'anthropic') return createAnthropic({ baseURL, apiKey: key ?? '', headers, fetch })(model);
  return createOpenAICompatible({
    name,
    baseURL,
    ...(key === undefined ? {} : { apiKey: key }),
    headers,
    fetch,
    includeUsage: terms.usage,
    supportsStructuredOutputs: terms.format === 'schema',
    transformRequestBody: ({ max_tokens: most, ...body }) =>
      terms.thinks ? { ...body, max_completion_tokens: most } : { ...body, max_tokens: most },
  })(model);
}

// thoughts count as part of the answer: so many more tokens are allowed for where they fit
const THOUGHTS = 8192;

function roomForThoughts({ messages, maxTokens }: Completion, { context }: Endpoint): number {
  const left = context - countMessages(messages) - maxTokens;
  return Math.max(0, Math.min(THOUGHTS, left));
}

// the part that is the same for every request is read once and kept by the endpoint, which only this mark has it do
const KEPT = { anthropic: { cacheControl: { type: 'ephemeral' } } };

function promptOf({ messages, prefix }: Completion): LanguageModelV3CallOptions['prompt'] {
  const same = prefix ?? messages.findIndex(({ role }) => role !== 'system');
  return outgoing(messages).map(({ role, content }, index) => {
    const mark = index === same - 1 ? { providerOptions: KEPT } : {};
    return role === 'system'
      ? { role, content, ...mark }
      : { role, content: [{ type: 'text', text: content }], ...mark };
  });
}

export function callOptions(request: Completion, endpoint: Endpoint, terms: Terms): LanguageModelV3CallOptions {
  const { schema, maxTokens, signal } = request;
  const { reasoning_effort: reasoningEffort } = endpoint;
  const options = {
    prompt: promptOf(request),
    maxOutputTokens: maxTokens + (terms.thinks ? roomForThoughts(request, endpoint) : 0),
    abortSignal: signal,
    ...(terms.thinks ? {} : { temperature: 0 }),
    ...(reasoningEffort === undefined ? {} : { providerOptions: { openaiCompatible: { reasoningEffort } } }),
  };
  if (schema === undefined || terms.format === 'none') return options;
  const asked = endpoint.schema === 'optional' ? withOptionalKeys(schema) : schema;
  return {
    ...options,
    responseFormat: { type: 'json', name: PLAN_SCHEMA_NAME, schema: JSON.parse(JSON.stringify(asked)) },
  };
}
