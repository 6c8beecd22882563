import type { Catalog } from '../../interfaces/catalog.js';
import { parameterOf } from '../operator-client/action-facts.js';
import type { LiftedPlan, Part } from '../lift/part.js';
import type { CopyScript } from '../lift/copy.js';
import type { Refusal } from '../lift/write.js';
import { commandStep } from '../plan/command-step.js';
import type { Plan, Step } from '../plan/plan.js';
import { isRuinousScript } from '../plan/request-checks/catastrophic-commands.js';
import { scriptStep } from '../plan/run-script.js';
import { MAX_STEPS } from '../../interfaces/display-limits.js';

export type Outcome =
  | { readonly kind: 'plan'; readonly plan: Plan }
  /** not carried out here: the line to copy, and why */
  | { readonly kind: 'offer'; readonly line: string; readonly why: string };

/**
 * lifted parts as one plan. with a part that no action does, the whole line is one script that is rehearsed, or only
 * offered where a copy of the machine would not show what it does
 */
export function toPlan(lifted: LiftedPlan, { line, copy, cwd }: Drafted, catalog: Catalog): Outcome {
  const { parts } = lifted;
  const rest = parts.find(part => part.kind === 'rest');
  if (rest === undefined) return toSteps(lifted, line, catalog);
  if ('why' in copy) return { kind: 'offer', line, why: rest.why === copy.why ? rest.why : `${rest.why}; ${copy.why}` };
  if (isRuinousScript(copy.script)) {
    return { kind: 'offer', line, why: 'it would take away the whole machine, a whole home or a disk' };
  }
  const { script, elevated } = copy;
  const step = scriptStep({ script, cwd, ...(elevated && { user: 'root' as const }) });
  return { kind: 'plan', plan: { steps: [step], say: '' } };
}

interface Drafted {
  readonly line: string;
  readonly cwd: string;
  /** the line as a copy of the machine runs it */
  readonly copy: CopyScript | Refusal;
}

function toSteps({ parts }: LiftedPlan, line: string, catalog: Catalog): Outcome {
  const steps = parts.flatMap(part => toStep(part, catalog) ?? []);
  if (steps.length < parts.length) return { kind: 'offer', line, why: 'there is no action here that runs a program' };
  if (steps.length > MAX_STEPS) return { kind: 'offer', line, why: `it is more than ${MAX_STEPS} steps` };
  return { kind: 'plan', plan: { steps, say: '' } };
}

function toStep(part: Part, catalog: Catalog): Step | undefined {
  if (part.kind === 'step') return part.step;
  if (part.kind === 'rest') return undefined;
  const look = part.argv === undefined && part.needs === undefined ? lookStep(part, catalog) : undefined;
  return look ?? commandStep({ argv: part.argv ?? ['/bin/sh', '-c', part.script], cwd: part.cwd }, catalog);
}

// a shell is in the cage of a look, for a part that is no plain command
function lookStep({ script, cwd }: Extract<Part, { kind: 'look' }>, catalog: Catalog): Step | undefined {
  const action = catalog.actions.find(each => each.risk.read_only && parameterOf(each, 'script') !== undefined);
  const [text, directory] = [parameterOf(action, 'script'), parameterOf(action, 'directory')];
  if (action === undefined || text === undefined) return undefined;
  return { action: action.name, [text]: script, ...(cwd !== '' && directory !== undefined && { [directory]: cwd }) };
}

/** the steps that change something: looks of a draft are looks by their parse, whatever runs them */
export function changingParts({ parts }: LiftedPlan, catalog: Catalog): readonly Part[] {
  const readOnly = new Map(catalog.actions.map(({ name, risk }) => [name, risk.read_only]));
  return parts.filter(
    part => part.kind === 'rest' || (part.kind === 'step' && readOnly.get(part.step.action) !== true),
  );
}

/** a draft that prints a sentence is the model's way to say that there is no command */
export function onlyTalks({ parts }: LiftedPlan): boolean {
  return parts.every(
    part => part.kind === 'look' && part.argv !== undefined && /^(?:echo|printf)$/u.test(part.argv[0] ?? ''),
  );
}
