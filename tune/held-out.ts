import { loadCatalog } from '../interfaces/catalog.js';
import { fromShort } from '../agent/reflex/compact-plan.js';
import { isApplicable } from '../test/model/score.js';
import { loadScenarios, SETS, type Scenario, type ScenarioSet } from '../test/model/scenarios.js';
import { generate } from './generate.js';

const FRESH = 'fresh';

/** requests that were not learned from: another seed's */
export function freshScenarios(count: number, seed: number): Scenario[] {
  const catalog = loadCatalog();
  return generate(count, seed, catalog).map(({ request, answer }) => ({
    set: 'seen',
    category: FRESH,
    request,
    accept: [fromShort(answer, catalog) ?? []],
  }));
}

/** those that models are scored with */
export function givenScenarios(sets: readonly ScenarioSet[] = SETS): Scenario[] {
  const catalog = loadCatalog();
  return loadScenarios(sets).filter(scenario => isApplicable(scenario, catalog));
}

/** groups scenarios by their origin */
export function bySet<T extends { readonly scenario: Scenario }>(
  tried: readonly T[],
): Record<ScenarioSet | 'fresh', T[]> {
  const isFresh = ({ scenario }: T): boolean => scenario.category === FRESH;
  const given = (set: ScenarioSet): T[] => tried.filter(one => !isFresh(one) && one.scenario.set === set);
  return { fresh: tried.filter(isFresh), seen: given('seen'), aside: given('aside') };
}
