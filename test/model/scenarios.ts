import { readdirSync, readFileSync } from 'node:fs';
import * as z from 'zod';

const step = z.looseObject({ action: z.string() });
const file = z.strictObject({
  category: z.string(),
  scenarios: z.array(
    z.strictObject({
      request: z.string(),
      /** facts about the machine in llmsh's format: short values under fixed names */
      facts: z.record(z.string(), z.string()).optional(),
      /**
       * every list of steps that counts as exact; an empty one means that nothing may be done. in an argv, `-*` stands for
       * any options, or none
       */
      accept: z.array(z.array(step)).min(1),
    }),
  ),
});

export type ExpectedStep = z.infer<typeof step>;

/** `seen` ones may be looked at while prompt and examples are written, those set `aside` only measure */
export const SETS = ['seen', 'aside'] as const;
export type ScenarioSet = (typeof SETS)[number];

export interface Scenario {
  readonly set: ScenarioSet;
  readonly category: string;
  readonly request: string;
  readonly facts?: Readonly<Record<string, string>> | undefined;
  readonly accept: readonly (readonly ExpectedStep[])[];
}

export function loadScenarios(sets: readonly ScenarioSet[] = SETS): Scenario[] {
  return sets.flatMap(set => {
    const folder = new URL(set === 'aside' ? 'aside/' : './', dataFolder());
    return readdirSync(folder)
      .filter(name => name.endsWith('.json'))
      .toSorted()
      .flatMap(name => {
        const { category, scenarios } = file.parse(JSON.parse(readFileSync(new URL(name, folder), 'utf8')));
        return scenarios.map(scenario => ({ set, category, ...scenario }));
      });
  });
}

// the data lies beside the sources, also for a build of this
function dataFolder(): URL {
  const built = import.meta.url.includes('/dist/');
  return new URL(built ? '../../../test/model/scenarios/' : './scenarios/', import.meta.url);
}
