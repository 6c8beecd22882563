import type { Message } from '../plan/plan.js';
import type { CompletionEnd, ModelClient } from '../plan/model-client.js';

/** names the kept states of the model that has read the fixed parts */
const CACHE_KEY = 'llmos-draft';

export interface Asking {
  readonly agent: ModelClient;
  readonly model: string;
  readonly signal: AbortSignal;
  readonly onProgress: (text: string) => void;
}

export interface Limits {
  readonly prefix: number;
  readonly maxTokens: number;
  readonly choices?: readonly string[];
  readonly grammar?: 'shell';
}

/** one answer of the model with its figures, whatever asks: label, draft or vote */
export async function askModel(
  messages: readonly Message[],
  limits: Limits,
  { agent, model, signal, onProgress }: Asking,
): Promise<{ text: string; end: CompletionEnd }> {
  let end: CompletionEnd = { read: 0, written: 0 };
  const text = await agent.complete({
    messages,
    ...limits,
    model,
    cacheKey: CACHE_KEY,
    signal,
    onText: () => {},
    onProgress,
    onEnd: told => (end = told),
  });
  return { text, end };
}
