import { readFileSync } from 'node:fs';
import * as z from 'zod';
import { liftingSchema, type Lifting, type LiftingInput } from './lifting.js';

const planStep = z.looseObject({ action: z.string() });
const ownStep = z.record(z.string(), z.unknown());

const example = <S extends z.ZodType>(step: S) => z.strictObject({ request: z.string(), steps: z.array(step) });
/** an example for a model, shown only where `when` matches the request; a regular expression, read without regard to case */
const hint = <S extends z.ZodType>(step: S) => example(step).extend({ when: z.string() });

/** a value that follows from other words: where `said` matches, the parameter may be `value`, with its groups filled in */
const impliedValue = z.strictObject({ param: z.string(), said: z.string(), value: z.string() });

/** a value that stays in a plan only where the request asks for it; patterns are read without regard to case */
const parameterRule = z.strictObject({
  param: z.string(),
  /** the values that the rule is about, as whole text; all unless given */
  value: z.string().optional(),
  /** words that ask for the value, in as many languages as may be: without one of them it is left out */
  said: z.string().optional(),
  /** words that rule the value out, whatever else the request says */
  denied: z.string().optional(),
  /** a value for a parameter that must be there, in place of the one left out */
  otherwise: z.string().optional(),
});

const rules = {
  implied: z.array(impliedValue).readonly().optional(),
  /** parameters that people describe instead of naming, such as `a c compiler`: a model's value is shown as a guess */
  guessed: z.array(z.string()).readonly().optional(),
  asked: z.array(parameterRule).readonly().optional(),
  /** true for an action that local models reach by shell text, and that would only distract them in a list of actions */
  unlisted: z.literal(true).optional(),
};

/** the content of `<action>.plan.ts`: a step without `action` is one of the action itself; the person's home is /home/sam */
const actionPlanning = z.strictObject({
  examples: z.array(example(ownStep)).readonly(),
  hints: z.array(hint(ownStep)).readonly().optional(),
  ...rules,
});

const planningEntry = z.strictObject({
  /** command forms that are understood as this action */
  lifting: liftingSchema.optional(),
  examples: z.array(example(planStep)),
  hints: z.array(hint(planStep)).optional(),
  ...rules,
});

const planningSchema = z.strictObject({ version: z.literal(1), actions: z.record(z.string(), planningEntry) });

export type FewShotExample = z.infer<ReturnType<typeof hint<typeof ownStep>>>;
export type ParameterRule = z.infer<typeof parameterRule>;
export type ActionPlanning = z.infer<typeof actionPlanning>;
export type PlanningEntry = z.infer<typeof planningEntry>;
/** the content of `planning.json`: data for planners by tool name, beside the contract and never read by root */
export type Planning = z.infer<typeof planningSchema>;

/** parses the text of `planning.json`; throws a zod error for anything else */
export function parsePlanning(text: string): Planning {
  return planningSchema.parse(JSON.parse(text));
}

/** checks the data of one action and names the action in each step: `own` is its tool name; throws a zod error for a wrong shape */
export function completePlanning(planning: ActionPlanning, own: string, lifting?: LiftingInput): PlanningEntry {
  const { examples, hints, ...others } = actionPlanning.parse(planning);
  const complete = <E extends { steps: Record<string, unknown>[] }>(entry: E) => ({
    ...entry,
    steps: entry.steps.map(step => ({ action: own, ...step })),
  });
  return planningEntry.parse({
    examples: examples.map(complete),
    ...(hints && { hints: hints.map(complete) }),
    ...others,
    ...(lifting && { lifting }),
  });
}

/** reads a generated file from beside this module, or from the tree above a build of it; throws where there is none */
export function readGenerated(name: string): string {
  for (const place of [`./${name}`, `../../interfaces/${name}`]) {
    try {
      return readFileSync(new URL(place, import.meta.url), 'utf8');
    } catch (error) {
      if (!(error instanceof Error && 'code' in error && error.code === 'ENOENT')) throw error;
    }
  }
  throw new Error(`interfaces/${name} is missing: run npm run gen, or install llm-os again`);
}

/** the command forms of every action that has some */
export function loadLifting(): readonly Lifting[] {
  const { actions } = parsePlanning(readGenerated('planning.json'));
  return Object.values(actions).flatMap(({ lifting }) => lifting ?? []);
}
