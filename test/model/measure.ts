import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { execa } from 'execa';
import { findModel } from '../../agent/models/table.js';
import { AgentProcess, modelFor } from './agent-process.js';
import { toRow, type Measured } from '../bench/row.js';
import { ask, planBody, type Answer } from './ask.js';

interface Bench {
  readonly model: string;
  readonly models: string;
  readonly cache: string;
}

const REQUEST = "Create a file named hello.txt with content 'world'";

/** the agent's rows of the budget, each a ratio of figures taken in the same run */
export async function measureAgent(model: string, rounds: number): Promise<Measured[]> {
  const place = modelFor(model);
  if ('missing' in place) throw new Error(place.missing);
  const bench = { model, models: place.directory, cache: mkdtempSync(join(tmpdir(), 'llmos-measure-')) };
  try {
    return await measure(bench, rounds);
  } finally {
    rmSync(bench.cache, { recursive: true });
  }
}

async function measure(bench: Bench, rounds: number): Promise<Measured[]> {
  // the digest is remembered and the file is in the page cache from here on
  await coldStart(bench);
  const bare: number[] = [];
  const without: number[] = [];
  const cold: number[] = [];
  for (let round = 0; round < rounds; round++) {
    bare.push((await yardstick(bench, 'load'))['loadMs'] ?? 0);
    rmSync(join(bench.cache, 'prefixes'), { recursive: true });
    without.push((await coldStart(bench)).firstMs);
    cold.push((await coldStart(bench)).firstMs);
  }
  const speeds = await yardstick(bench, 'decode');
  const warm = await warmPlan(bench);
  const ideal = (1000 * warm.read) / (speeds['promptSpeed'] ?? 1) + (1000 * warm.made) / (speeds['free'] ?? 1);
  const first = { name: 'dormant agent to the first token', unit: 'ms', value: middle(cold) };
  return [
    { ...first, reference: middle(bare), budget: 1.3, reading: 'a bare load of model and context' },
    { ...first, reference: middle(without), budget: 0.35, reading: 'the same without the saved prefix' },
    {
      name: 'time of a token of a plan',
      unit: 'ms',
      value: 1000 / (speeds['constrained'] ?? 1),
      reference: 1000 / (speeds['free'] ?? 1),
      budget: 1 / 0.95,
      reading: `greedy decoding without a grammar${speeds['same'] === 1 ? '' : ', other tokens'}`,
    },
    {
      name: 'a warm plan',
      unit: 'ms',
      value: warm.totalMs,
      reference: ideal,
      budget: 1.2,
      reading: 'reading and decoding alone',
    },
  ];
}

/** from starting the process to the first piece of an answer */
async function coldStart({ model, models, cache }: Bench): Promise<Answer> {
  const started = performance.now();
  const agent = await new AgentProcess({ models, cache }).ready();
  const startMs = performance.now() - started;
  try {
    const answer = await ask(agent, planBody(REQUEST, { model }));
    return { ...answer, firstMs: answer.firstMs + startMs };
  } finally {
    await agent.stop();
  }
}

async function warmPlan({ model, models, cache }: Bench): Promise<{ totalMs: number; read: number; made: number }> {
  const agent = await new AgentProcess({ models, cache }).ready();
  try {
    await ask(agent, planBody('hi', { model }));
    const plans: Answer[] = [];
    for (const content of ['one', 'two', 'three', 'four', 'five']) {
      plans.push(await ask(agent, planBody(`Create a file named ${content}.txt with content '${content}'`, { model })));
    }
    const read = plans.map(({ promptTokens, cachedTokens }) => promptTokens - cachedTokens);
    return {
      totalMs: middle(plans.map(({ totalMs }) => totalMs)),
      read: middle(read),
      made: middle(plans.map(({ completionTokens }) => completionTokens)),
    };
  } finally {
    await agent.stop();
  }
}

async function yardstick({ model, models }: Bench, mode: string): Promise<Record<string, number>> {
  const script = fileURLToPath(new URL('./yardstick.js', import.meta.url));
  const path = join(models, findModel(model)?.file ?? '');
  const { stdout } = await execa(process.execPath, ['--jitless', script, model, path, mode], { stderr: 'ignore' });
  return stdout.split('\n').reduce<Record<string, number>>((all, line) => ({ ...all, ...JSON.parse(line) }), {});
}

function middle(values: readonly number[]): number {
  return values.toSorted((one, other) => one - other)[Math.floor(values.length / 2)] ?? 0;
}

// `measure [MODEL] [ROUNDS]`
if (process.argv[1]?.endsWith('measure.js') === true) {
  const [model = 'default', rounds = '3'] = process.argv.slice(2);
  measureAgent(model, Number(rounds)).then(
    rows => rows.forEach(row => process.stdout.write(`${JSON.stringify(toRow(row))}\n`)),
    (error: unknown) => {
      process.stderr.write(`measure: ${error instanceof Error ? error.message : 'failed'}\n`);
      process.exitCode = 1;
    },
  );
}
