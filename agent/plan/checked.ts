import type { Catalog } from '../../interfaces/catalog.js';
import { displayText } from '../../interfaces/display.js';
import { onlyAsked } from './asked.js';
import type { Plan, Step } from './plan.js';
import { givenText, type RequestContext } from './request.js';
import { ruinousStep } from './ruin.js';
import { unaskedNames } from './unasked.js';
import { problemOf, questionAbout, unnamedTargets } from './unnamed.js';

/** a plan held against the request that it is for */
export interface Checked {
  /** without what nobody asked for */
  readonly plan: Plan;
  /** what the person should know of it */
  readonly notes: readonly string[];
  /** more than was asked for, which the model may mend once */
  readonly problems: readonly string[];
  /** what is proposed where it is not mended: a question where nobody said what is to be changed, else the plan */
  readonly otherwise: Plan;
}

export function checkAgainst(given: Plan, context: RequestContext, catalog: Catalog): Checked {
  const { request } = context;
  const ruin = ruinousStep(given);
  if (ruin !== undefined) return answered(refusalOf(ruin));
  const { plan, notes } = onlyAsked(given, request, catalog, givenText(context));
  const targets = unnamedTargets(plan, `${request}\n${givenText(context)}`, catalog);
  const unnamed = targets.filter(({ mayGuess }) => !mayGuess);
  const guesses = targets.filter(({ mayGuess }) => mayGuess);
  return {
    plan,
    notes: [
      ...notes,
      ...guesses.map(({ action, value }) => `${action}: ${value} is a guess, your words do not name it`),
    ],
    problems: [...unaskedNames(plan, request, catalog), ...unnamed.map(problemOf)],
    otherwise: unnamed.length === 0 ? plan : { steps: [], say: questionAbout(unnamed) },
  };
}

function answered(say: string): Checked {
  const plan = { steps: [], say };
  return { plan, notes: [], problems: [], otherwise: plan };
}

function refusalOf({ argv }: Step): string {
  const line = displayText(Array.isArray(argv) ? argv.join(' ') : '');
  return `I will not plan that: ${line} would take away the whole machine, a whole home or a disk. Who means it needs no plan for it.`;
}
