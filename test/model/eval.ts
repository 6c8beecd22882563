import { parseArgs } from 'node:util';
import { loadCatalog } from '../../interfaces/catalog.js';
import { AgentProcess, modelFor } from './agent-process.js';
import { ask, planBody } from './ask.js';
import { loadScenarios, type Scenario } from './scenarios.js';
import { isApplicable, judge, type Scored, type Verdict } from './score.js';

// `eval [--model default] [--category files] [--json]`: how well a model plans, by category
async function main(): Promise<void> {
  const { values } = parseArgs({
    options: {
      model: { type: 'string', default: 'default' },
      category: { type: 'string' },
      json: { type: 'boolean', default: false },
    },
  });
  const place = modelFor(values.model);
  if ('missing' in place) throw new Error(place.missing);
  const scenarios = loadScenarios().filter(
    ({ category }) => values.category === undefined || category === values.category,
  );
  const agent = await new AgentProcess({
    models: place.directory,
    ...(process.env['CACHE_DIRECTORY'] === undefined ? {} : { cache: process.env['CACHE_DIRECTORY'] }),
  }).ready();
  try {
    const scored = await scoreAll(agent, scenarios, values.model, ({ verdict, scenario, ms }) =>
      process.stderr.write(`${verdict.padEnd(8)}${(ms / 1000).toFixed(1).padStart(6)} s  ${scenario.request}\n`),
    );
    process.stdout.write(values.json ? `${JSON.stringify(scored)}\n` : table(scored));
  } finally {
    await agent.stop();
  }
}

export async function scoreAll(
  agent: AgentProcess,
  scenarios: readonly Scenario[],
  model: string,
  onScored: (scored: Scored) => void = () => undefined,
): Promise<Scored[]> {
  const catalog = loadCatalog();
  const scored: Scored[] = [];
  for (const scenario of scenarios.filter(candidate => isApplicable(candidate, catalog))) {
    const { status, errorCode, text, totalMs } = await ask(agent, planBody(scenario.request, { model }));
    if (status !== 200 || errorCode !== undefined) throw new Error(`the agent refused: ${status} ${errorCode ?? ''}`);
    const verdict = judge(scenario, text, catalog);
    scored.push({ scenario, answer: text, verdict, ms: Math.round(totalMs) });
    onScored({ scenario, answer: text, verdict, ms: Math.round(totalMs) });
  }
  return scored;
}

/** a line for each category, then every answer that was not exact */
export function table(scored: readonly Scored[]): string {
  const categories = [...new Set(scored.map(({ scenario }) => scenario.category)), ''];
  const rows = categories.map(category => {
    const rows = scored.filter(({ scenario }) => category === '' || scenario.category === category);
    const count = (verdict: Verdict): string => String(rows.filter(row => row.verdict === verdict).length).padStart(8);
    const name = (category === '' ? 'all' : category).padEnd(14);
    return `${name}${`${rows.length}`.padStart(6)}${count('exact')}${count('invalid')}${count('widened')}`;
  });
  const times = scored.map(({ ms }) => ms).toSorted((one, other) => one - other);
  const at = (share: number): string => `${((times[Math.floor(times.length * share)] ?? 0) / 1000).toFixed(1)} s`;
  const misses = scored
    .filter(({ verdict }) => verdict !== 'exact')
    .map(({ scenario, verdict, answer }) => `${verdict.padEnd(8)}${scenario.request}\n        ${answer}`);
  const head = `${'category'.padEnd(14)}${'asked'.padStart(6)}${'exact'.padStart(8)}${'invalid'.padStart(8)}${'widened'.padStart(8)}`;
  return [head, ...rows, `warm plan: p50 ${at(0.5)}, p95 ${at(0.95)}`, ...misses, ''].join('\n');
}

if (process.argv[1]?.endsWith('eval.js') === true) {
  main().catch((error: unknown) => {
    process.stderr.write(`eval: ${error instanceof Error ? error.message : 'failed'}\n`);
    process.exit(1);
  });
}
