import type { Llama, LlamaContextSequence, LlamaModel, Token } from 'node-llama-cpp';
import type { Catalog } from '../../interfaces/catalog.js';
import { CoreCount } from '../server/cores.js';
import { threadCount } from '../server/llama.js';
import { checkMemory } from '../server/memory.js';
import { loadCard, type Card } from './card.js';
import { judgeAnswer, unfit, type Judged, type Said } from './judge.js';
import { locateReflex, verifyReflex } from './place.js';

const CONTEXT = 512;
const MOST_TOKENS = 96;
// stands between the request and the answer, as in tuning: no text can hold it
const ANSWER = '<|im_start|>';

interface Ready {
  readonly llama: Llama;
  readonly model: LlamaModel;
  readonly sequence: LlamaContextSequence;
}

export interface ReflexOptions {
  readonly llama: Promise<Llama>;
  readonly catalog: Catalog;
  /** where digests that were checked are remembered */
  readonly cache: string;
  /** another card than the one of this build */
  readonly card?: Card | undefined;
  /** where its adapter is looked for before the usual places */
  readonly adapters?: readonly string[];
}

/** a tiny model that was tuned to plan: its plan counts only where nothing speaks against it */
export class Reflex {
  readonly card: Card | undefined;
  private readonly options: ReflexOptions;
  private readonly cores = new CoreCount(threadCount());
  private ready: Promise<Ready> | undefined;

  constructor(options: ReflexOptions) {
    this.options = options;
    this.card = 'card' in options ? options.card : loadCard();
  }

  /** what it makes of a request, in words that are the person's own */
  async plan(request: string, signal: AbortSignal): Promise<Judged & { readonly said?: Said }> {
    const { card, options } = this;
    if (card === undefined) return { taken: false, why: 'there is none' };
    const why = unfit(request, card, options.catalog);
    if (why !== undefined) return { taken: false, why };
    const said = await this.say(request, signal, card.threshold);
    return { ...judgeAnswer(said, request, card, options.catalog), said };
  }

  /** its answer, given up where a token is less likely than `least` */
  async say(request: string, signal: AbortSignal, least = 0): Promise<Said> {
    const { llama, model, sequence } = await this.load();
    const prompt = [...model.tokenize(request), ...model.tokenize(ANSWER, true)];
    await sequence.clearHistory();
    const tokens: Token[] = [];
    let probability = 1;
    const end = (finish: Said['finish']): Said => ({ text: model.detokenize(tokens), probability, finish });
    llama.maxThreads = this.cores.now();
    const answer = sequence.evaluateWithMetadata(prompt, { confidence: true }, { temperature: 0 });
    for await (const { token, confidence } of answer) {
      signal.throwIfAborted();
      probability = Math.min(probability, confidence);
      if (probability <= least) return end('unsure');
      if (model.isEogToken(token)) return end('stop');
      tokens.push(token);
      // the larger model may be loading beside it
      llama.maxThreads = this.cores.now();
      if (tokens.length >= MOST_TOKENS) return end('length');
    }
    return end('stop');
  }

  async dispose(): Promise<void> {
    const ready = await this.ready?.catch(() => undefined);
    await ready?.model.dispose();
  }

  private load(): Promise<Ready> {
    this.ready ??= this.loadNow();
    // what is missing now may be there the next time
    this.ready.catch(() => (this.ready = undefined));
    return this.ready;
  }

  private async loadNow(): Promise<Ready> {
    const { card, options } = this;
    if (card === undefined) throw new Error('this build has no reflex');
    const files = await locateReflex(card, process.env, options.adapters);
    await checkMemory(files.base.entry.least_memory, card.title);
    await verifyReflex(files, card, options.cache);
    const llama = await options.llama;
    const model = await llama.loadModel({ modelPath: files.base.path, gpuLayers: 0, ignoreMemorySafetyChecks: true });
    const context = await model.createContext({
      contextSize: CONTEXT,
      sequences: 1,
      threads: threadCount(),
      ignoreMemorySafetyChecks: true,
      lora: files.adapter,
    });
    return { llama, model, sequence: context.getSequence() };
  }
}
