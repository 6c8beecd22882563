import { redactSecrets } from '../../interfaces/redact.js';
import type { Completion } from '../plan/model-client.js';
import type { Message } from '../plan/plan.js';
import type { Endpoint } from './endpoint.js';
import { EndpointError } from './error.js';

// a token of most texts has more; a count that is too high refuses, one that is too low lets the endpoint cut
const BYTES_PER_TOKEN = 3;

/** the messages as they leave this machine: without anything that looks like a secret, the person's own words included */
export function outgoing(messages: readonly Message[]): Message[] {
  return messages.map(({ role, content }) => ({ role, content: redactSecrets(content) }));
}

export function estimateTokens(text: string): number {
  return Math.ceil(Buffer.byteLength(text) / BYTES_PER_TOKEN);
}

export function countMessages(messages: readonly Message[]): number {
  return messages.reduce((sum, { content }) => sum + estimateTokens(content), 0);
}

/** counted before anything is sent: a request is refused whole, never cut by somebody else */
export function checkFits({ messages, maxTokens }: Completion, { name, context }: Endpoint): void {
  const tokens = countMessages(messages);
  if (tokens + maxTokens <= context) return;
  throw new EndpointError(
    'too_long',
    `about ${tokens} tokens of prompt and ${maxTokens} of answer do not fit into the ${context} of ${name}: ` +
      'shorten the request, or set context if the model takes more',
  );
}

// a lower count is that of a server that leaves out what it had kept: no model takes so little
const SMALLEST_CONTEXT = 1024;

/** refuses the answer to a request that the endpoint cut, as ollama does without a word: a word has at least one token */
export function checkWasRead(read: number | undefined, messages: readonly Message[], { name }: Endpoint): void {
  const words = outgoing(messages).reduce((sum, { content }) => sum + (content.match(/\S+/g)?.length ?? 0), 0);
  if (read === undefined || read < SMALLEST_CONTEXT || read >= words) return;
  throw new EndpointError(
    'too_long',
    `${name} read ${read} of at least ${words} tokens and cut the others, so its answer is not used: ` +
      `have it take more (Ollama: OLLAMA_CONTEXT_LENGTH, or num_ctx of the model), or say context = ${read} for it`,
  );
}
