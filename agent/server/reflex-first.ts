import type { Catalog } from '../../interfaces/catalog.js';
import { ModelError } from '../models/error.js';
import type { Message } from '../plan/plan.js';
import { hintTurns } from '../plan/prompt.js';
import { Reflex, type ReflexOptions } from '../reflex/reflex.js';
import type { CompletionRequest } from './completion.js';
import type { EngineCompletion, CompletionHooks } from './engine.js';
import { log } from '../llama/log.js';

export interface Planner {
  readonly name: string;
  /** why the reflex did not plan, where it was asked to */
  readonly reflex?: string;
}

/** the reflex before the model that was asked for */
export class FirstTry {
  readonly #reflex: Reflex;
  readonly #catalog: Catalog;
  readonly #head: readonly Message[];

  constructor(options: ReflexOptions, head: readonly Message[]) {
    this.#reflex = new Reflex(options);
    this.#catalog = options.catalog;
    this.#head = head;
  }

  /** the request, where it is one sentence behind the usual instructions and nothing that anybody else wrote */
  wanted({ plan, reflex, messages, maxTokens }: CompletionRequest): string | undefined {
    const { card } = this.#reflex;
    if (!plan || maxTokens === 0 || card === undefined || reflex === 'off') return undefined;
    if (reflex === 'auto' && !card.by_default) return undefined;
    const last = messages.at(-1);
    const head = [...this.#head, ...hintTurns(this.#catalog, last?.content ?? '')];
    const whole = messages.length === head.length + 1 && last?.role === 'user';
    const usual = head.every(({ role, content }, index) => {
      const given = messages[index];
      return given?.role === role && given.content === content;
    });
    return whole && usual ? last.content : undefined;
  }

  /** its plan as an answer of the usual kind, or why there is none; it never fails */
  async ask(
    request: string,
    { signal, onText }: CompletionHooks,
  ): Promise<EngineCompletion | { readonly why: string }> {
    const started = performance.now();
    const judged = await this.#reflex.plan(request, signal).catch((error: unknown) => {
      signal.throwIfAborted();
      // a package that nobody has to have
      if (error instanceof ModelError && error.code === 'model_missing')
        return { taken: false, why: 'it is not installed' } as const;
      log('no reflex', { error: error instanceof Error ? error.message : 'unknown' });
      return { taken: false, why: 'it could not be loaded' } as const;
    });
    if (!judged.taken) return { why: judged.why };
    const text = JSON.stringify({ steps: judged.steps });
    onText(text);
    const counts = { promptTokens: 0, cachedTokens: 0, completionTokens: 0, promptMs: 0 };
    const generateMs = performance.now() - started;
    return { ...counts, text, finish: 'stop', generateMs, planner: { name: 'reflex' } };
  }

  dispose(): Promise<void> {
    return this.#reflex.dispose();
  }
}
