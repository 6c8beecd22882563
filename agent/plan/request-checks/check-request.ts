import type { Catalog } from '../../../interfaces/catalog.js';
import { displayText } from '../../../interfaces/display.js';
import { dropUnrequested } from './drop-unrequested.js';
import type { Plan } from '../plan.js';
import { givenText, type RequestContext } from '../request.js';
import { findCatastrophicCommand } from './catastrophic-commands.js';
import { findExtraNames } from './extra-names.js';
import { questionAbout, unmentionedTargets } from './unmentioned-targets.js';

/** a plan held against the request that it is for */
export interface CheckedPlan {
  /** without what nobody asked for */
  readonly plan: Plan;
  /** the omissions from the plan, in words for the person */
  readonly notes: readonly string[];
  /** values that the model took for what the request does not name */
  readonly guessed: readonly string[];
  /** more than was asked for, which the model may mend once */
  readonly problems: readonly string[];
}

/** `mayGuess` is for models that know more than names: what they take is told, and left to the person */
export function checkPlanAgainstRequest(
  given: Plan,
  context: RequestContext,
  catalog: Catalog,
  mayGuess = false,
): CheckedPlan {
  const { request } = context;
  const ruin = findCatastrophicCommand(given);
  if (ruin !== undefined) return answered(refusalOf(ruin));
  const { plan, notes } = dropUnrequested(given, request, catalog, givenText(context));
  const targets = unmentionedTargets(plan, `${request}\n${givenText(context)}`, catalog);
  const unnamed = mayGuess ? [] : targets.filter(({ described }) => !described);
  // asked again, a small model takes another name, or loses its way: the person knows
  if (unnamed.length > 0) return answered(questionAbout(unnamed));
  const guessed = targets.map(({ value }) => value);
  return { plan, notes, guessed, problems: findExtraNames(plan, request, catalog) };
}

function answered(say: string): CheckedPlan {
  return { plan: { steps: [], say }, notes: [], guessed: [], problems: [] };
}

function refusalOf(command: readonly string[]): string {
  const line = displayText(command.join(' '));
  return `I will not plan that: ${line} would take away the whole machine, a whole home or a disk. Who means it needs no plan for it.`;
}
