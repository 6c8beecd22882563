import { isDeepStrictEqual } from 'node:util';
import type { Catalog } from '../../interfaces/catalog.js';
import { parsePlan } from '../../agent/plan/parse.js';
import type { Step } from '../../agent/plan/plan.js';
import { resolvePlan } from '../../agent/plan/resolve.js';
import type { Scenario } from './scenarios.js';

export type Verdict = 'exact' | 'other' | 'invalid' | 'widened';

export interface Scored {
  readonly scenario: Scenario;
  readonly verdict: Verdict;
  readonly answer: string;
  readonly ms: number;
}

const PLACE = { cwd: '/home/alice', home: '/home/alice' };
// programs that only look, which is what most requests for `exec` want
const LOOKING = new Set(
  'cat head tail wc grep find ls stat file du df free uptime uname whoami id date hostname lscpu lsblk ps ip ss who w last sort uniq cut nproc echo pwd env journalctl'.split(
    ' ',
  ),
);

/** a scenario that needs an action that the catalogue does not have can't be judged */
export function isApplicable({ accept }: Scenario, catalog: Catalog): boolean {
  const known = new Set(catalog.actions.map(({ name }) => name));
  return accept.some(steps => steps.every(step => known.has(step.action)));
}

export function judge(scenario: Scenario, answer: string, catalog: Catalog): Verdict {
  const parsed = parsePlan(answer, catalog);
  if (!parsed.ok) return 'invalid';
  const steps = resolve(parsed.plan.steps);
  const accepted = scenario.accept.map(resolve);
  if (accepted.some(list => isDeepStrictEqual(list, steps))) return 'exact';
  const wanted = new Set(accepted.flat().map(step => targetOf(step, catalog)));
  return steps.some(step => changes(step, catalog) && !wanted.has(targetOf(step, catalog))) ? 'widened' : 'other';
}

function resolve(steps: readonly Step[]): readonly Step[] {
  return resolvePlan({ steps, say: '' }, PLACE).steps.map(step => ({ ...step }));
}

function changes(step: Step, catalog: Catalog): boolean {
  if (step.action === 'exec') return !(Array.isArray(step['argv']) && LOOKING.has(String(step['argv'][0])));
  return catalog.actions.find(({ name }) => name === step.action)?.risk.read_only !== true;
}

// what is changed, without how: wrong content is a mistake, another file is a wider change
function targetOf(step: Step, catalog: Catalog): string {
  const first = catalog.actions.find(({ name }) => name === step.action)?.params.required[0] ?? '';
  return JSON.stringify([step.action, step[first], step['verb'] ?? '']);
}
