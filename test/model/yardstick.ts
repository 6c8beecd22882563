import { LlamaGrammarEvaluationState } from 'node-llama-cpp';
import { loadCatalog } from '../../interfaces/catalog.js';
import { planGrammar } from '../../agent/plan/grammar.js';
import { planPrefix } from '../../agent/plan/prompt.js';
import { requestMessage } from '../../agent/plan/request.js';
import { findModel } from '../../agent/models/table.js';
import { loadModel, startLlama, type Loaded } from '../../agent/llama/llama.js';
import { readTokens } from '../../agent/server/sequence.js';
import { renderMessages } from '../../agent/server/render-prompt.js';

// `yardstick MODEL PATH [load]`: what the library itself takes, in a process of its own and with the agent's own settings
const REQUEST =
  'write "meeting at three in the blue room" to notes/today.md, then show me /etc/hostname and the uptime';
const ROUNDS = 3;

async function main(): Promise<void> {
  const [name = '', path = '', mode] = process.argv.slice(2);
  const entry = findModel(name);
  if (entry === undefined) throw new Error(`no model is called ${name}`);
  const loaded = await loadModel(await startLlama(), entry, path);
  print({ loadMs: performance.now() });
  if (mode !== 'load') await compareDecoding(loaded);
  // the addon ends its threads faster than it can be asked to
  process.exit(0);
}

/** the same tokens with our grammar and without one, in turn, so that what else runs here falls on both alike */
async function compareDecoding(loaded: Loaded): Promise<void> {
  const catalog = loadCatalog();
  const messages = [...planPrefix(catalog), requestMessage({ request: REQUEST })];
  const prompt = renderMessages(messages, loaded);
  const grammar = await loaded.llama.createGrammar({ grammar: planGrammar(catalog) });
  const reading = performance.now();
  await readTokens(loaded, prompt.slice(0, -1), new AbortController().signal);
  const promptSpeed = (1000 * prompt.length) / (performance.now() - reading);
  const speeds: Record<'free' | 'constrained', number[]> = { free: [], constrained: [] };
  let same = true;
  for (let round = 0; round < ROUNDS; round++) {
    const free = await decode(loaded, prompt, undefined);
    const constrained = await decode(loaded, prompt, new LlamaGrammarEvaluationState({ model: loaded.model, grammar }));
    same &&= free.text === constrained.text;
    speeds.free.push(free.speed);
    speeds.constrained.push(constrained.speed);
  }
  print({ promptSpeed, free: median(speeds.free), constrained: median(speeds.constrained), same: same ? 1 : 0 });
}

async function decode(
  loaded: Loaded,
  prompt: ReturnType<typeof renderMessages>,
  grammarEvaluationState: LlamaGrammarEvaluationState | undefined,
): Promise<{ speed: number; text: string }> {
  await readTokens(loaded, prompt.slice(0, -1), new AbortController().signal);
  const tokens = [];
  let started = 0;
  const options = { temperature: 0, ...(grammarEvaluationState === undefined ? {} : { grammarEvaluationState }) };
  for await (const token of loaded.sequence.evaluate(prompt.slice(-1), options)) {
    if (tokens.length === 0) started = performance.now();
    tokens.push(token);
  }
  const speed = (1000 * (tokens.length - 1)) / (performance.now() - started);
  return { speed, text: loaded.model.detokenize(tokens) };
}

function median(values: readonly number[]): number {
  return values.toSorted((one, other) => one - other)[Math.floor(values.length / 2)] ?? 0;
}

function print(facts: Readonly<Record<string, number>>): void {
  process.stdout.write(`${JSON.stringify(facts)}\n`);
}

main().catch((error: unknown) => {
  process.stderr.write(`yardstick: ${error instanceof Error ? error.message : 'failed'}\n`);
  process.exit(1);
});
