import { writeFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { findModel } from '../../agent/models/table.js';
import { AgentProcess, modelFor } from './agent-process.js';
import { scoreAll } from './score-all.js';
import { loadScenarios, SETS, type Scenario } from './scenarios.js';
import { misses, table, type Scored } from './table.js';

const USAGE = `usage: npm run eval -- [--model NAME] [--set seen|aside] [--category NAME] [--free] [--json] [--write FILE]
  how well a model plans. --free: without the grammar, as a model elsewhere would. misses are shown for the seen set only.
`;

const options = {
  model: { type: 'string', default: 'default' },
  set: { type: 'string' },
  category: { type: 'string' },
  free: { type: 'boolean', default: false },
  json: { type: 'boolean', default: false },
  write: { type: 'string' },
  help: { type: 'boolean', default: false },
} as const;

async function main(): Promise<void> {
  const { values } = parseArgs({ options });
  if (values.help) {
    process.stdout.write(USAGE);
    return;
  }
  const sets = values.set === undefined ? SETS : SETS.filter(set => set === values.set);
  const scenarios = loadScenarios(sets).filter(({ category }) => (values.category ?? category) === category);
  if (scenarios.length === 0) throw new Error('there are no such scenarios');
  const scored = await scoreWith(values.model, scenarios, values.free);
  if (values.json) return void process.stdout.write(`${JSON.stringify(scored)}\n`);
  // what is set aside measures only as long as nobody reads its answers
  const seen = scored.filter(({ scenario }) => scenario.set === 'seen');
  process.stdout.write(`${table(scored)}\n\n${misses(seen)}\n`);
  if (values.write !== undefined) writeFileSync(values.write, report(values.model, values.free, scored));
}

function report(model: string, free: boolean, scored: readonly Scored[]): string {
  const title = findModel(model)?.title ?? model;
  const how = free ? 'without a grammar' : 'with the grammar of the actions';
  return `# ${title}, ${how}\n\nMade by \`npm run eval -- --model ${model}${free ? ' --free' : ''}\`.\n\n${table(scored)}\n`;
}

async function scoreWith(model: string, scenarios: readonly Scenario[], free: boolean): Promise<Scored[]> {
  const place = modelFor(model);
  if ('missing' in place) throw new Error(place.missing);
  const cache = process.env['CACHE_DIRECTORY'];
  const agent = await new AgentProcess({
    models: place.directory,
    ...(cache === undefined ? {} : { cache }),
  }).ready();
  try {
    let number = 0;
    return await scoreAll(agent, scenarios, { model, free }, one => {
      const place = `${++number}/${scenarios.length}`.padStart(8);
      process.stderr.write(`${place}${(one.ms / 1000).toFixed(1).padStart(6)} s  ${one.verdict}\n`);
    });
  } finally {
    await agent.stop();
  }
}

if (process.argv[1]?.endsWith('eval.js') === true) {
  main().catch((error: unknown) => {
    process.stderr.write(`eval: ${error instanceof Error ? error.message : 'failed'}\n`);
    process.exit(1);
  });
}
