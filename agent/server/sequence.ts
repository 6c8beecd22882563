import { LlamaGrammarEvaluationState, type LlamaGrammar, type Token } from 'node-llama-cpp';
import type { Loaded } from '../llama/llama.js';
import type { OnRead } from './reading-note.js';

// the library ignores an abort while it reads a prompt, so it is given no more than this at once
const PIECE = 64;

export interface Generation {
  readonly text: string;
  readonly tokens: number;
  readonly finish: 'stop' | 'length';
}

export interface GenerateOptions {
  readonly maxTokens: number;
  readonly temperature: number;
  readonly grammar?: LlamaGrammar;
  readonly signal: AbortSignal;
  readonly onText: (text: string) => void;
}

/** makes the sequence hold exactly these tokens; returns how many of them it had to read */
export async function readTokens(
  loaded: Loaded,
  tokens: readonly Token[],
  signal: AbortSignal,
  onRead: OnRead = () => undefined,
): Promise<number> {
  const { sequence } = loaded;
  const { firstDifferentIndex } = sequence.compareContextTokens([...tokens]);
  if (firstDifferentIndex < sequence.nextTokenIndex) {
    await sequence.eraseContextTokenRanges([{ start: firstDifferentIndex, end: sequence.nextTokenIndex }]);
  }
  const start = sequence.nextTokenIndex;
  for (let from = start; from < tokens.length; from += PIECE) {
    signal.throwIfAborted();
    loaded.shareCores();
    await sequence.evaluateWithoutGeneratingNewTokens(tokens.slice(from, from + PIECE));
    await nextTurn();
    onRead(Math.min(from + PIECE, tokens.length) - start);
  }
  return tokens.length - start;
}

/** generates from the last of `tokens`, the others being in the sequence already */
export async function generate(loaded: Loaded, last: Token, options: GenerateOptions): Promise<Generation> {
  const { model, sequence } = loaded;
  const { grammar, maxTokens, temperature, signal } = options;
  const writer = new TextWriter(loaded, options.onText);
  const state = grammar === undefined ? undefined : new LlamaGrammarEvaluationState({ model, grammar });
  const stream = sequence.evaluate([last], {
    temperature,
    ...(state === undefined ? {} : { grammarEvaluationState: state }),
  });
  let count = 0;
  loaded.shareCores();
  for await (const token of stream) {
    signal.throwIfAborted();
    writer.push(token);
    count++;
    loaded.shareCores();
    if (count >= maxTokens) return { text: writer.finish(), tokens: count, finish: 'length' };
  }
  return { text: writer.finish(), tokens: count, finish: 'stop' };
}

/** tokens to text as they come; a character that spans several tokens waits for the last of them */
class TextWriter {
  readonly #loaded: Loaded;
  readonly #onText: (text: string) => void;
  #pending: Token[] = [];
  #done: Token[] = [];
  #text = '';

  constructor(loaded: Loaded, onText: (text: string) => void) {
    this.#loaded = loaded;
    this.#onText = onText;
  }

  push(token: Token): void {
    this.#pending.push(token);
    const text = this.#loaded.model.detokenize(this.#pending, false, this.#done.slice(-4));
    if (!text.endsWith('\ufffd') || this.#pending.length > 4) this.#flush(text);
  }

  finish(): string {
    if (this.#pending.length > 0)
      this.#flush(this.#loaded.model.detokenize(this.#pending, false, this.#done.slice(-4)));
    return this.#text;
  }

  #flush(text: string): void {
    this.#done.push(...this.#pending);
    this.#pending = [];
    this.#text += text;
    if (text !== '') this.#onText(text);
  }
}

function nextTurn(): Promise<void> {
  return new Promise(resolve => setImmediate(resolve));
}
