import type { Message } from './plan.js';

export interface Completion {
  readonly messages: readonly Message[];
  /** the answer is a plan, and whoever can keeps it to this schema; words where it is absent */
  readonly schema?: Readonly<Record<string, unknown>>;
  /** the answer is one of these words, scored and not written */
  readonly choices?: readonly string[];
  /** the answer is one shell line, or one with a here-document */
  readonly grammar?: 'shell';
  /** so many leading messages are the same for every request */
  readonly prefix?: number;
  readonly onEnd?: (end: CompletionEnd) => void;
  readonly model?: string;
  /** none has the prefix read and nothing said */
  readonly maxTokens: number;
  readonly cacheKey: string;
  readonly signal: AbortSignal;
  /** the whole text so far, each time it grows */
  readonly onText: (text: string) => void;
  readonly onProgress: (text: string) => void;
}

/** figures that the agent tells beside the text */
export interface CompletionEnd {
  /** the probability of each choice; they add up to 1 */
  readonly scores?: Readonly<Record<string, number>>;
  /** tokens of the prompt that had to be read */
  readonly read: number;
  readonly written: number;
}

/** how long a prompt is, and what fits into the model together with its answer; in tokens */
export interface PromptSize {
  readonly tokens: number;
  readonly context: number;
}

/** a language model that can be asked, wherever it runs */
export interface ModelClient {
  /** the whole answer, only once it ended with `stop` */
  complete(request: Completion): Promise<string>;
  /** counts a prompt without reading it; `undefined` where the model cannot say */
  count?(messages: readonly Message[], model?: string): Promise<PromptSize | undefined>;
  /** keeps the model in memory until `close`, where that is ours to say */
  hold(): void;
  close(): Promise<void>;
}

/** no answer of ours is longer, whatever the model does */
export const MAX_ANSWER = 256 * 1024;
