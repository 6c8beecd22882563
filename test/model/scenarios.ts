import { readdirSync, readFileSync } from 'node:fs';
import { z } from 'zod';

const step = z.looseObject({ action: z.string() });
const file = z.strictObject({
  category: z.string(),
  scenarios: z.array(
    z.strictObject({
      request: z.string(),
      /** every list of steps that counts as exact; an empty one means that nothing may be done */
      accept: z.array(z.array(step)).min(1),
    }),
  ),
});

export type ExpectedStep = z.infer<typeof step>;

export interface Scenario {
  readonly category: string;
  readonly request: string;
  readonly accept: readonly (readonly ExpectedStep[])[];
}

/** the data lies beside the sources, also for a build of this */
export function loadScenarios(): Scenario[] {
  const here = new URL('./scenarios/', import.meta.url);
  const built = new URL('../../../test/model/scenarios/', import.meta.url);
  const folder = [here, built].find(exists) ?? here;
  return readdirSync(folder)
    .filter(name => name.endsWith('.json'))
    .flatMap(name => {
      const { category, scenarios } = file.parse(JSON.parse(readFileSync(new URL(name, folder), 'utf8')));
      return scenarios.map(scenario => ({ category, ...scenario }));
    });
}

function exists(folder: URL): boolean {
  try {
    return readdirSync(folder).length > 0;
  } catch {
    return false;
  }
}
