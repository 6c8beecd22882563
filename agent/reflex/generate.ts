import type { Llama, LlamaContextSequence, LlamaModel, Token } from 'node-llama-cpp';
import type { CoreCount } from '../llama/thread-budget.js';
import { threadCount } from '../llama/llama.js';
import type { Generation } from './accept.js';

const CONTEXT = 512;
const MOST_TOKENS = 96;
// stands between the request and the answer, as in tuning: no text can hold it
const ANSWER = '<|im_start|>';

export interface Ready {
  readonly llama: Llama;
  readonly model: LlamaModel;
  readonly sequence: LlamaContextSequence;
}

/** a model that was tuned to plan; where the tuning is beside it in `lora`, it is put over it */
export async function loadTuned(llama: Llama, modelPath: string, lora?: string): Promise<Ready> {
  const model = await llama.loadModel({ modelPath, gpuLayers: 0, ignoreMemorySafetyChecks: true });
  const context = await model.createContext({
    contextSize: CONTEXT,
    sequences: 1,
    threads: threadCount(),
    ignoreMemorySafetyChecks: true,
    ...(lora === undefined ? {} : { lora }),
  });
  return { llama, model, sequence: context.getSequence() };
}

export interface Asked {
  readonly request: string;
  readonly signal: AbortSignal;
  /** a token that is no likelier ends it */
  readonly least: number;
  readonly cores: CoreCount;
}

/** its answer, the likeliest token each time */
export async function generate(
  { llama, model, sequence }: Ready,
  { request, signal, least, cores }: Asked,
): Promise<Generation> {
  const prompt = [...model.tokenize(request), ...model.tokenize(ANSWER, true)];
  await sequence.clearHistory();
  const tokens: Token[] = [];
  let probability = 1;
  const end = (finish: Generation['finish']): Generation => ({ text: model.detokenize(tokens), probability, finish });
  llama.maxThreads = cores.now();
  const answer = sequence.evaluateWithMetadata(prompt, { confidence: true }, { temperature: 0 });
  for await (const { token, confidence } of answer) {
    signal.throwIfAborted();
    probability = Math.min(probability, confidence);
    if (probability <= least) return end('unsure');
    if (model.isEogToken(token)) return end('stop');
    tokens.push(token);
    // the larger model may be loading beside it
    llama.maxThreads = cores.now();
    if (tokens.length >= MOST_TOKENS) return end('length');
  }
  return end('stop');
}
