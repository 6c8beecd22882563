import { availableParallelism } from 'node:os';
import {
  ChatMLChatWrapper,
  getLlama,
  getModuleVersion,
  QwenChatWrapper,
  resolveChatWrapper,
  type ChatWrapper,
  type Llama,
  type LlamaContextSequence,
  type LlamaModel,
} from 'node-llama-cpp';
import type { ModelEntry } from '../models/table.js';
import { CoreCount } from './thread-budget.js';
import { log } from './log.js';

/** a model in memory with its one sequence */
export interface Loaded {
  readonly entry: ModelEntry;
  readonly llama: Llama;
  readonly model: LlamaModel;
  readonly wrapper: ChatWrapper;
  readonly sequence: LlamaContextSequence;
  /** all that a saved state must have been made with */
  readonly identity: Readonly<Record<string, string | number | boolean>>;
  /** called before each evaluation: other processes come and go */
  readonly shareCores: () => void;
  dispose(): Promise<void>;
}

// the library's automatic choice takes up to half a second; the table knows
const WRAPPERS: Readonly<Record<ModelEntry['wrapper'], (model: LlamaModel) => ChatWrapper>> = {
  qwen: () => new QwenChatWrapper(),
  chatml: () => new ChatMLChatWrapper(),
  // a file of somebody's own, whose template only the file knows
  auto: model => resolveChatWrapper(model),
};

/** starts the native library; never compiles anything */
export async function startLlama(): Promise<Llama> {
  const llama = await getLlama({
    gpu: false,
    build: 'never',
    skipDownload: true,
    maxThreads: threadCount(),
    progressLogs: false,
    logger: (level, message) => log('llama.cpp says', { level, message: message.trim() }),
  });
  if (llama.buildType !== 'prebuilt') log('not the prebuilt library: figures differ', { build: llama.buildType });
  return llama;
}

export async function loadModel(llama: Llama, entry: ModelEntry, path: string): Promise<Loaded> {
  // the library's own estimate ignores other processes and the cgroup; ours was made before
  const model = await llama.loadModel({ modelPath: path, gpuLayers: 0, ignoreMemorySafetyChecks: true });
  const context = await model.createContext({
    contextSize: entry.context,
    sequences: 1,
    threads: threadCount(),
    ignoreMemorySafetyChecks: true,
  });
  const wrapper = WRAPPERS[entry.wrapper](model);
  const identity = {
    model: entry.sha256,
    adapter: '',
    library: await getModuleVersion(),
    binary: `${llama.buildType} ${llama.llamaCppRelease.release}`,
    processor: llama.systemInfo,
    wrapper: wrapper.wrapperName,
    keys: String(context.kvCacheKeyType),
    values: String(context.kvCacheValueType),
    flashAttention: String(context.flashAttention),
    context: context.contextSize,
  };
  const sequence = context.getSequence();
  const cores = new CoreCount(threadCount());
  const shareCores = (): void => {
    llama.maxThreads = cores.now();
  };
  return { entry, llama, model, wrapper, sequence, identity, shareCores, dispose: () => model.dispose() };
}

function threadCount(): number {
  const wanted = Number(process.env['LLMOS_AGENT_THREADS']);
  return Number.isInteger(wanted) && wanted > 0 ? wanted : availableParallelism();
}
