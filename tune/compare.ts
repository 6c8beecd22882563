import { parseArgs } from 'node:util';
import { locateModel } from '../agent/models/model-paths.js';
import { loadCard, type Card } from '../agent/reflex/card.js';
import { loadTuned, generate } from '../agent/reflex/generate.js';
import { CoreCount } from '../agent/llama/thread-budget.js';
import { startLlama, threadCount } from '../agent/llama/llama.js';
import { BASE } from './card.js';
import { bySet, freshScenarios, givenScenarios } from './held-out.js';
import { rowOf, tryEach, type Tried } from './score.js';

const USAGE = `usage: node dist/tune/compare.js [--fresh N] [--seed N] FILE...
  what each file plans of fresh requests and of the scenarios, each of them an adapter (NAME.gguf) or a whole model
  (NAME.gguf.q8_0). for train.py --whole; nothing is written.
`;

async function main(): Promise<void> {
  const { values, positionals } = parseArgs({
    allowPositionals: true,
    options: {
      fresh: { type: 'string', default: '300' },
      seed: { type: 'string', default: '8' },
      help: { type: 'boolean', default: false },
    },
  });
  const card = loadCard();
  if (values.help || positionals.length === 0 || card === undefined) {
    process.stdout.write(USAGE);
    process.exitCode = values.help ? 0 : 2;
    return;
  }
  const scenarios = [...freshScenarios(Number(values.fresh), Number(values.seed)), ...givenScenarios()];
  for (const file of positionals) {
    const tried = await tryEach(scenarios, card, await sayerOf(file));
    process.stdout.write(`${rowsOf(file, tried, card).join('\n')}\n`);
  }
  // the addon ends its threads faster than it can be asked to
  process.exit(0);
}

async function sayerOf(file: string): Promise<Parameters<typeof tryEach>[2]> {
  const llama = await startLlama();
  const adapter = file.endsWith('.gguf');
  const base = adapter ? (await locateModel(BASE)).path : file;
  const ready = await loadTuned(llama, base, adapter ? file : undefined);
  const { signal } = new AbortController();
  const cores = new CoreCount(threadCount());
  return async request => await generate(ready, { request, signal, least: 0, cores });
}

function rowsOf(file: string, tried: readonly Tried[], { threshold }: Card): string[] {
  return Object.entries(bySet(tried)).map(([set, of]) => {
    const { asked, exact, invalid, widened } = rowOf(of, threshold);
    return `${file}  ${set}: ${exact} of ${asked} exact, ${invalid} invalid, ${widened} widened`;
  });
}

main().catch((error: unknown) => {
  process.stderr.write(`compare: ${error instanceof Error ? error.message : 'failed'}\n`);
  process.exit(1);
});
