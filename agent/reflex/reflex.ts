import type { Llama } from 'node-llama-cpp';
import type { Catalog } from '../../interfaces/catalog.js';
import { CoreCount } from '../llama/thread-budget.js';
import { threadCount } from '../llama/llama.js';
import { checkMemory } from '../llama/memory-check.js';
import { loadCard, type Card } from './card.js';
import { judgeAnswer, rejectRequest, type Judged, type Generation } from './accept.js';
import { locateReflex, verifyReflex } from './locate.js';
import { loadTuned, generate, type Ready } from './generate.js';

export interface ReflexOptions {
  readonly llama: Promise<Llama>;
  readonly catalog: Catalog;
  /** directory in which verified digests are remembered */
  readonly cache: string;
  /** another card than the one of this build */
  readonly card?: Card | undefined;
  /** directories searched for the adapter before the usual ones */
  readonly adapters?: readonly string[];
}

/** a tiny model that was tuned to plan: its plan counts only where nothing speaks against it */
export class Reflex {
  readonly card: Card | undefined;
  readonly #options: ReflexOptions;
  readonly #cores = new CoreCount(threadCount());
  #ready: Promise<Ready> | undefined;

  constructor(options: ReflexOptions) {
    this.#options = options;
    this.card = 'card' in options ? options.card : loadCard();
  }

  /** plans a request, given in the person's own words; `why` says why a plan was not taken */
  async plan(request: string, signal: AbortSignal): Promise<Judged & { readonly said?: Generation }> {
    const { card } = this;
    const options = this.#options;
    if (card === undefined) return { taken: false, why: 'there is none' };
    const why = rejectRequest(request, card, options.catalog);
    if (why !== undefined) return { taken: false, why };
    const said = await this.generate(request, signal, card.threshold);
    return { ...judgeAnswer(said, request, card, options.catalog), said };
  }

  /** its answer, given up where a token is less likely than `least` */
  async generate(request: string, signal: AbortSignal, least = 0): Promise<Generation> {
    return await generate(await this.#load(), { request, signal, least, cores: this.#cores });
  }

  async dispose(): Promise<void> {
    const ready = await this.#ready?.catch(() => undefined);
    await ready?.model.dispose();
  }

  #load(): Promise<Ready> {
    this.#ready ??= this.#loadNow();
    // a failed load is retried: missing files may exist by then
    this.#ready.catch(() => (this.#ready = undefined));
    return this.#ready;
  }

  async #loadNow(): Promise<Ready> {
    const { card } = this;
    const options = this.#options;
    if (card === undefined) throw new Error('this build has no reflex');
    const files = await locateReflex(card, process.env, options.adapters);
    await checkMemory(files.base.entry.least_memory, card.title);
    await verifyReflex(files, card, options.cache);
    const llama = await options.llama;
    return await loadTuned(llama, files.base.path, files.adapter);
  }
}
