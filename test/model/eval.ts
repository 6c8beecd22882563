import { mkdirSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { findModel } from '../../agent/models/table.js';
import { AgentProcess, modelFor } from './agent-process.js';
import { ask, planBody } from './ask.js';
import { KeptReplies } from './kept-replies.js';
import { KeptScores } from './kept-scores.js';
import { measureLatency } from './latency.js';
import { writeReport } from './report.js';
import { scoreAll } from './score-all.js';
import { loadScenarios, SETS, type Scenario } from './scenarios.js';
import { misses, table, type Scored } from './table.js';

const USAGE = `usage: npm run eval -- [--model NAME] [--set seen|aside] [--category NAME] [--free]
                       [--minutes N] [--fresh] [--json] [--write]
  how well a model plans. misses are shown for the seen set only.
  --free         without the grammar, as a model elsewhere would
  --minutes N    stop after that long, with status 75; the same command goes on where it was
  --fresh        ask everything again, also what was asked before with the same words
  --write        all of it, and how long a cold and a warm start take, into test/model/scores and agent/models.json
`;

const options = {
  model: { type: 'string', default: 'default' },
  set: { type: 'string' },
  category: { type: 'string' },
  free: { type: 'boolean', default: false },
  minutes: { type: 'string', default: '100000' },
  fresh: { type: 'boolean', default: false },
  json: { type: 'boolean', default: false },
  write: { type: 'boolean', default: false },
  help: { type: 'boolean', default: false },
} as const;

// `EX_TEMPFAIL` of sysexits
const NOT_YET = 75;

async function main(): Promise<void> {
  const { values } = parseArgs({ options });
  if (values.help) return void process.stdout.write(USAGE);
  const sets = values.set === undefined ? SETS : SETS.filter(set => set === values.set);
  const scenarios = loadScenarios(sets).filter(({ category }) => (values.category ?? category) === category);
  if (scenarios.length === 0) throw new Error('there are no such scenarios');
  const minutes = Number(values.minutes);
  if (!(minutes > 0)) throw new Error('--minutes wants a number');
  const whole = values.set === undefined && values.category === undefined;
  if (values.write && !whole) throw new Error('--write wants a whole run: leave out --set and --category');
  const model = findModel(values.model)?.name ?? values.model;
  const scored = await scoreUntil(scenarios, { ...values, model, minutes });
  if (scored.length < scenarios.length) {
    process.stderr.write(`${scored.length} of ${scenarios.length} are asked; the same command goes on\n`);
    process.exitCode = NOT_YET;
    return;
  }
  if (values.json) return void process.stdout.write(`${JSON.stringify(scored)}\n`);
  // held-out scenarios stay a fair measure only while their answers are unread
  const seen = scored.filter(({ scenario }) => scenario.set === 'seen');
  process.stdout.write(`${table(scored)}\n\n${misses(seen)}\n`);
  if (!values.write) return;
  const latency = await measureLatency(model, placeOf(model));
  for (const path of writeReport({ ...values, scored, latency })) process.stderr.write(`wrote ${path}\n`);
}

interface Asking {
  readonly model: string;
  readonly free: boolean;
  readonly fresh: boolean;
  /** when to stop, counted from when the model is ready */
  readonly minutes: number;
}

/** in the order of the scenarios, as far as time allows; what was answered before is only judged again */
async function scoreUntil(scenarios: readonly Scenario[], { model, free, fresh, minutes }: Asking): Promise<Scored[]> {
  const kept = new KeptScores(model, free, fresh);
  const lazy = lazyAgent(model);
  let until = Infinity;
  const replies = new KeptReplies(model, free, fresh).before(async body => {
    const agent = await lazy.get();
    until = Math.min(until, Date.now() + 60_000 * minutes);
    return await ask(agent, body);
  });
  const timely = function* (): Iterable<Scenario> {
    for (const scenario of scenarios) if (Date.now() < until) yield scenario;
  };
  const scored: Scored[] = [];
  try {
    await scoreAll(replies, timely(), { model, free }, one => {
      kept.add(one);
      const place = `${scored.push(one)}/${scenarios.length}`.padStart(8);
      process.stderr.write(`${place}${(one.ms / 1000).toFixed(1).padStart(6)} s  ${one.verdict}\n`);
    });
  } finally {
    await lazy.stop();
  }
  return scored;
}

/** starts an agent on first use, so not at all if every answer is known */
export function lazyAgent(
  model: string,
  first: object = planBody('hello', { model }),
): { get(): Promise<AgentProcess>; stop(): Promise<void> } {
  let started: Promise<AgentProcess> | undefined;
  const start = async (): Promise<AgentProcess> => {
    const agent = await startAgent(model);
    // loading and reading the prefix belong to no scenario
    await ask(agent, first);
    return agent;
  };
  return {
    get: () => (started ??= start()),
    stop: async () => await (await started?.catch(() => undefined))?.stop(),
  };
}

function startAgent(model: string): Promise<AgentProcess> {
  // a piece of a run need not read the prefix again
  const cache = process.env['CACHE_DIRECTORY'] ?? fileURLToPath(new URL('../../../build/eval/cache', import.meta.url));
  mkdirSync(cache, { recursive: true, mode: 0o700 });
  return new AgentProcess({ models: placeOf(model), cache }).ready();
}

export function placeOf(model: string): string {
  const place = modelFor(model);
  if ('missing' in place) throw new Error(place.missing);
  return place.directory;
}

if (process.argv[1]?.endsWith('eval.js') === true) {
  main().catch((error: unknown) => {
    process.stderr.write(`eval: ${error instanceof Error ? error.message : 'failed'}\n`);
    process.exit(1);
  });
}
