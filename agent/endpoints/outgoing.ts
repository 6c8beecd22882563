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

/** counted before anything is sent: a request is refused whole, never cut by somebody else */
export function checkFits({ messages, maxTokens }: Completion, { name, context }: Endpoint): void {
  const tokens = messages.reduce((sum, { content }) => sum + estimateTokens(content), 0);
  if (tokens + maxTokens <= context) return;
  throw new EndpointError(
    'too_long',
    `about ${tokens} tokens of prompt and ${maxTokens} of answer do not fit into the ${context} of ${name}: ` +
      'shorten the request, or set context if the model takes more',
  );
}
