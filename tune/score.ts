import { loadCatalog } from '../interfaces/catalog.js';
import type { Card } from '../agent/reflex/card.js';
import { judgeAnswer, rejectRequest, type Generation } from '../agent/reflex/accept.js';
import { Reflex } from '../agent/reflex/reflex.js';
import { fromShort } from '../agent/reflex/compact-plan.js';
import { startLlama } from '../agent/llama/llama.js';
import { judge, type Verdict } from '../test/model/score.js';
import type { Scenario } from '../test/model/scenarios.js';

/** the reflex's answer to one request, judged without its threshold */
export interface Tried {
  readonly scenario: Scenario;
  readonly said: Generation;
  readonly ms: number;
  /** verdict on the answer, whether or not it would be taken */
  readonly verdict: Verdict;
  /** its plan would be taken if it were sure enough */
  readonly sound: boolean;
  readonly why: string;
}

/** answers a request */
export type Sayer = (request: string) => Promise<Generation>;

/** asks each request of the reflex once, warm, in this process */
export async function tryAll(
  scenarios: readonly Scenario[],
  card: Card,
  cache: string,
  onTried?: (tried: Tried) => void,
): Promise<Tried[]> {
  const reflex = new Reflex({ llama: startLlama(), catalog: loadCatalog(), cache, card });
  const { signal } = new AbortController();
  return await tryEach(scenarios, card, async request => await reflex.generate(request, signal), onTried);
}

export async function tryEach(
  scenarios: readonly Scenario[],
  card: Card,
  say: Sayer,
  onTried: (tried: Tried) => void = () => undefined,
): Promise<Tried[]> {
  const catalog = loadCatalog();
  const open = { ...card, threshold: 0 };
  await say('hello');
  const all: Tried[] = [];
  for (const scenario of scenarios) {
    const started = performance.now();
    const said = await say(scenario.request);
    const ms = performance.now() - started;
    const judged = judgeAnswer(said, scenario.request, open, catalog);
    const why = rejectRequest(scenario.request, card, catalog) ?? (judged.taken ? '' : judged.why);
    const answer = judged.taken ? JSON.stringify({ steps: judged.steps }) : answerOf(said);
    const tried = { scenario, said, ms, verdict: judge(scenario, answer, catalog).verdict, sound: why === '', why };
    all.push(tried);
    onTried(tried);
  }
  return all;
}

// alone, without the checks: what it says is its plan, and saying nothing is an answer
function answerOf({ text }: Generation): string {
  const steps = fromShort(text, loadCatalog());
  return JSON.stringify(steps === undefined ? {} : { steps, ...(steps.length === 0 ? { say: 'no' } : {}) });
}

export interface Row {
  readonly asked: number;
  readonly exact: number;
  readonly invalid: number;
  readonly widened: number;
  readonly taken: number;
  readonly wrong: number;
}

/** how the reflex does alone, and what of it is taken at a threshold */
export function rowOf(tried: readonly Tried[], threshold: number): Row {
  const count = (verdict: Verdict): number => tried.filter(one => one.verdict === verdict).length;
  const taken = takenOf(tried, threshold);
  return {
    asked: tried.length,
    exact: count('exact'),
    invalid: count('invalid'),
    widened: count('widened'),
    taken: taken.length,
    wrong: taken.filter(({ verdict }) => verdict !== 'exact').length,
  };
}

export function takenOf(tried: readonly Tried[], threshold: number): Tried[] {
  return tried.filter(({ sound, said }) => sound && said.probability > threshold);
}

/** the lowest threshold at which at most one in two hundred taken plans is wrong, and never lower than `floor` */
export function calibrate(tried: readonly Tried[], floor: number): number {
  const levels = tried.map(({ said }) => said.probability).filter(level => level >= floor);
  const candidates = [floor, ...levels].toSorted((one, other) => one - other);
  const good = (threshold: number): boolean => {
    const { taken, wrong } = rowOf(tried, threshold);
    return wrong * 200 <= taken;
  };
  // a level above the last bad one, so that it is good all the way up
  const last = candidates.findLastIndex(candidate => !good(candidate));
  return Math.min(1, candidates[last + 1] ?? 1);
}
