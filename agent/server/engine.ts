import { loadCatalog, type Catalog } from '../../interfaces/catalog.js';
import type { Llama, Token } from 'node-llama-cpp';
import { verifyModel } from '../models/digest.js';
import { locateModel, type Located } from '../models/model-paths.js';
import type { Message } from '../plan/plan.js';
import type { PromptSize } from '../plan/model-client.js';
import { planPrefix } from '../plan/prompt.js';
import type { CompletionRequest } from './completion.js';
import { loadModel, startLlama, type Loaded } from '../llama/llama.js';
import { log } from '../llama/log.js';
import { checkMemory } from '../llama/memory-check.js';
import { digestOfWords } from '../states/manifest.js';
import { StateStore } from '../states/state-store.js';
import { Grammars } from './grammars.js';
import { createReadingNote } from './reading-note.js';
import { RequestError } from './request-error.js';
import { scoreChoices, type Scores } from './score-choices.js';
import { generate, readTokens } from './sequence.js';
import { renderMessages, renderPrefix } from './render-prompt.js';

export interface EngineCompletion {
  readonly text: string;
  readonly finish: 'stop' | 'length';
  readonly promptTokens: number;
  /** tokens of the prompt that were already evaluated */
  readonly cachedTokens: number;
  readonly completionTokens: number;
  readonly promptMs: number;
  readonly generateMs: number;
  /** how likely each of the choices is, where there were choices */
  readonly scores?: Scores;
}

export interface CompletionHooks {
  readonly signal: AbortSignal;
  /** progress in a few words */
  readonly onNote: (text: string) => void;
  readonly onText: (text: string) => void;
}

/** one model, one sequence, one request at a time: the caller keeps the queue */
export class Engine {
  readonly #store: StateStore;
  readonly #llama: Promise<Llama>;
  readonly #catalog: Catalog = loadCatalog();
  readonly #cache: string;
  readonly #planMessages: readonly Message[];
  #loaded: Loaded | undefined;
  #loading: { readonly name: string; readonly done: Promise<Loaded> } | undefined;
  readonly #grammars: Grammars;

  /** `shared` are directories of states that root had made for everybody */
  constructor(cache: string, shared: readonly string[]) {
    this.#cache = cache;
    this.#store = new StateStore(cache, shared);
    this.#planMessages = planPrefix(this.#catalog);
    this.#llama = startLlama();
    this.#grammars = new Grammars(this.#llama, this.#catalog);
    // reported by the first request that needs it
    this.#llama.catch(() => undefined);
  }

  async complete(request: CompletionRequest, hooks: CompletionHooks): Promise<EngineCompletion> {
    const loaded = await this.#ensureModel(request.model, hooks.onNote);
    hooks.signal.throwIfAborted();
    const started = performance.now();
    const keep = this.#keptPrefix(request);
    const prefix = { words: keep ?? [], tokens: keep === undefined ? [] : renderPrefix(keep, loaded) };
    // a request for no tokens is there to have its prefix read and kept
    const alone = request.maxTokens === 0 && prefix.tokens.length > 0;
    const tokens = alone ? prefix.tokens : renderMessages(request.messages, loaded);
    checkFits(tokens.length, request.maxTokens, loaded.sequence.contextSize);
    const cached = await this.#readPrompt(loaded, tokens, prefix, hooks);
    const read = performance.now();
    const counts = { promptTokens: tokens.length, cachedTokens: cached, promptMs: read - started };
    const last = tokens.at(-1);
    if (request.maxTokens === 0 || last === undefined) {
      return { ...counts, text: '', finish: 'stop', completionTokens: 0, generateMs: 0 };
    }
    if (request.choices !== undefined) {
      const made = await scoreChoices(loaded, last, request.choices);
      hooks.onText(made.text);
      return { ...counts, ...made, finish: 'stop', completionTokens: 1, generateMs: performance.now() - read };
    }
    const options = { ...hooks, maxTokens: request.maxTokens, temperature: request.temperature };
    const grammar = await this.#grammars.of(request);
    const made = await generate(loaded, last, grammar === undefined ? options : { ...options, grammar });
    const generateMs = performance.now() - read;
    return { ...counts, text: made.text, finish: made.finish, completionTokens: made.tokens, generateMs };
  }

  /** length of a prompt, and what fits into the model together with its answer; in tokens */
  async count({ model, messages }: CompletionRequest): Promise<PromptSize> {
    const loaded = await this.#ensureModel(model, () => undefined);
    return { tokens: renderMessages(messages, loaded).length, context: loaded.sequence.contextSize };
  }

  async dispose(): Promise<void> {
    await this.#loaded?.dispose();
    await (await this.#llama.catch(() => undefined))?.dispose();
  }

  // one load at a time: who asks for a model that is on its way waits for it
  async #ensureModel(name: string, onNote: (text: string) => void): Promise<Loaded> {
    const located = await locateModel(name);
    if (this.#loaded?.entry.name === located.entry.name) return this.#loaded;
    onNote(`loading ${located.entry.title}`);
    const before = this.#loading;
    if (before?.name === located.entry.name) return await before.done;
    const done = Promise.resolve(before?.done)
      .catch(() => undefined)
      .then(() => this.#load(located));
    this.#loading = { name: located.entry.name, done };
    const forget = (): void => {
      if (this.#loading?.done === done) this.#loading = undefined;
    };
    done.then(forget, forget);
    return await done;
  }

  async #load({ entry, path }: Located): Promise<Loaded> {
    await this.#loaded?.dispose();
    this.#loaded = undefined;
    await checkMemory(entry.least_memory, entry.title);
    await verifyModel({ entry, path }, this.#cache);
    const started = performance.now();
    this.#loaded = await loadModel(await this.#llama, entry, path);
    log('model loaded', { model: entry.title, ms: Math.round(performance.now() - started) });
    return this.#loaded;
  }

  /** the head of this conversation whose state is worth a file */
  #keptPrefix({ messages, maxTokens, keep, prefix = 0 }: CompletionRequest): readonly Message[] | undefined {
    if (prefix > 0) return messages.slice(0, prefix);
    if (maxTokens === 0 && keep) return messages.at(-1)?.role === 'user' ? messages.slice(0, -1) : messages;
    const isPlan = this.#planMessages.every(({ role, content }, index) => {
      const given = messages[index];
      return given?.role === role && given.content === content;
    });
    return isPlan ? this.#planMessages : undefined;
  }

  async #readPrompt(
    loaded: Loaded,
    tokens: readonly Token[],
    prefix: Prefix,
    { onNote, signal }: CompletionHooks,
  ): Promise<number> {
    let read = 0;
    if (sharesLess(loaded, prefix.tokens)) {
      const restored = await this.#restore(loaded, tokens);
      if (restored < prefix.tokens.length) {
        const onRead = createReadingNote(prefix.tokens.length - restored, onNote);
        read += await readTokens(loaded, prefix.tokens, signal, onRead);
        await this.#save(loaded, prefix);
      }
      const { sequence } = loaded;
      if (sequence.needsCheckpoints) await sequence.takeCheckpoint();
      if (restored === tokens.length) return restored;
    }
    // the last token is left for the generation to sample from
    const head = tokens.slice(0, -1);
    read += await readTokens(loaded, head, signal);
    return Math.max(0, head.length - read);
  }

  async #restore(loaded: Loaded, tokens: readonly Token[]): Promise<number> {
    const started = performance.now();
    const restored = await this.#store.restore(loaded, tokens);
    log('prefix restored', { tokens: restored, ms: Math.round(performance.now() - started) });
    return restored;
  }

  // a full disk costs the next request some time, and this one nothing
  async #save(loaded: Loaded, { words, tokens }: Prefix): Promise<void> {
    await this.#store.save(loaded, tokens, digestOfWords(words)).catch((error: unknown) => {
      log('a prefix could not be saved', { error: error instanceof Error ? error.message : 'unknown' });
    });
  }
}

/** the head of a conversation that is worth keeping, in messages and in tokens; both empty where there is none */
interface Prefix {
  readonly words: readonly Message[];
  readonly tokens: readonly Token[];
}

function sharesLess({ sequence }: Loaded, prefix: readonly Token[]): boolean {
  return prefix.length > 0 && sequence.compareContextTokens([...prefix]).firstDifferentIndex < prefix.length;
}

// counted before a single token is read: a request is refused whole, never cut
function checkFits(prompt: number, maxTokens: number, context: number): void {
  if (prompt + maxTokens <= context) return;
  const sum = `${prompt} tokens of prompt and ${maxTokens} of answer do not fit into ${context}`;
  throw new RequestError(400, 'context_length_exceeded', `${sum}: shorten the request, or give it in parts`);
}
