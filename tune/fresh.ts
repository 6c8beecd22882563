import { loadCatalog } from '../interfaces/catalog.js';
import { fromShort } from '../agent/reflex/short.js';
import { isApplicable } from '../test/model/score.js';
import { loadScenarios, type Scenario } from '../test/model/scenarios.js';
import { generate } from './generate.js';

/** requests that were not learned from: another seed's */
export function freshScenarios(count: number, seed: number): Scenario[] {
  const catalog = loadCatalog();
  return generate(count, seed, catalog).map(({ request, answer }) => ({
    set: 'seen',
    category: 'fresh',
    request,
    accept: [fromShort(answer, catalog) ?? []],
  }));
}

/** those that models are scored with */
export function givenScenarios(): Scenario[] {
  const catalog = loadCatalog();
  return loadScenarios().filter(scenario => isApplicable(scenario, catalog));
}
