import * as z from 'zod';
import { PLAN_SCHEMA_NAME, type Message } from '../plan/plan.js';
import { RequestError } from './request-error.js';

const part = z.looseObject({ type: z.literal('text'), text: z.string() });
const content = z.union([z.string(), z.array(part).transform(parts => parts.map(({ text }) => text).join(''))]);

const messageSchema = z.looseObject({
  // the newer word for system
  role: z
    .enum(['system', 'developer', 'user', 'assistant'])
    .transform(role => (role === 'developer' ? 'system' : role)),
  content,
});

const formatSchema = z.discriminatedUnion('type', [
  z.looseObject({ type: z.literal('text') }),
  z.looseObject({
    type: z.literal('json_schema'),
    json_schema: z.looseObject({ name: z.string(), schema: z.unknown().optional() }),
  }),
]);

const bodySchema = z.looseObject({
  model: z.string().default('default'),
  messages: z.array(messageSchema).min(1).max(512),
  stream: z.boolean().default(false),
  max_tokens: z.int().min(0).nullish(),
  max_completion_tokens: z.int().min(0).nullish(),
  temperature: z.number().min(0).max(2).nullish(),
  response_format: formatSchema.nullish(),
  prompt_cache_key: z.string().nullish(),
  n: z.literal(1).nullish(),
  /** the answer is one of these words, with the score of each */
  llmos_choices: z.array(z.string().min(1).max(32)).min(2).max(16).optional(),
  /** the answer is one shell line, or one with a here-document */
  llmos_grammar: z.literal('shell').optional(),
  /** so many leading messages are the same for every request, and their evaluated state is kept on disk */
  llmos_prefix: z.int().min(1).optional(),
});

export interface CompletionRequest {
  readonly model: string;
  readonly messages: readonly Message[];
  readonly stream: boolean;
  readonly maxTokens: number;
  readonly temperature: number;
  readonly plan: boolean;
  readonly choices?: readonly string[];
  readonly shell?: boolean;
  readonly prefix?: number;
  /** the prefix is worth keeping on disk */
  readonly keep: boolean;
}

const DEFAULT_MAX_TOKENS = 1024;

/** checks the body of a request for a completion; what this server would ignore at the person's cost is refused */
export function parseCompletionRequest(text: string): CompletionRequest {
  const parsed = bodySchema.safeParse(parseJson(text));
  if (!parsed.success) throw new RequestError(400, 'invalid_request', describeIssues(parsed.error));
  const body = parsed.data;
  const format = body.response_format;
  const plan = format?.type === 'json_schema' && format.json_schema.name === PLAN_SCHEMA_NAME;
  if (format?.type === 'json_schema' && !plan) {
    const message = `response_format: only the schema named ${PLAN_SCHEMA_NAME} is enforced here`;
    throw new RequestError(400, 'unsupported_schema', message);
  }
  return {
    model: body.model,
    messages: body.messages.map(({ role, content: words }) => ({ role, content: words })),
    stream: body.stream,
    maxTokens: body.max_completion_tokens ?? body.max_tokens ?? DEFAULT_MAX_TOKENS,
    temperature: body.temperature ?? 0,
    plan,
    ...(body.llmos_choices === undefined ? {} : { choices: body.llmos_choices }),
    ...(body.llmos_grammar === undefined ? {} : { shell: true }),
    ...(body.llmos_prefix === undefined ? {} : { prefix: body.llmos_prefix }),
    keep: typeof body.prompt_cache_key === 'string' && body.prompt_cache_key !== '',
  };
}

function parseJson(text: string): unknown {
  try {
    const value: unknown = JSON.parse(text);
    return value;
  } catch {
    throw new RequestError(400, 'invalid_request', 'the body is not json');
  }
}

function describeIssues(error: z.ZodError): string {
  return error.issues.map(({ path, message }) => `${path.map(String).join('.')}: ${message}`).join('; ');
}
