import type { Catalog } from '../../interfaces/catalog.js';
import { parameterOf } from '../operator-client/action-facts.js';
import type { LiftedPlan, Part, RestPart } from '../lift/part.js';
import type { CopyScript } from '../lift/copy.js';
import type { Refusal } from '../lift/write.js';
import { commandStep } from '../plan/command-step.js';
import type { Plan, Step } from '../plan/plan.js';
import { isRuinousScript } from '../plan/request-checks/catastrophic-commands.js';
import { scriptStep } from '../plan/run-script.js';
import { MAX_STEPS } from '../../interfaces/display-limits.js';

export type Outcome =
  /** `files` are the names that a script among the steps spells */
  | { readonly kind: 'plan'; readonly plan: Plan; readonly files: readonly string[] }
  /** not carried out here: the line to copy, and why */
  | { readonly kind: 'offer'; readonly line: string; readonly why: string };

interface Drafted {
  readonly line: string;
  readonly cwd: string;
  /** shell text as a copy of the machine runs it */
  readonly copy: (text: string) => CopyScript | Refusal;
}

/**
 * lifted parts as one plan. with a part that no action does, the whole line is one script that is rehearsed, or else that
 * part behind the steps before it; or it is only offered where a copy of the machine would not show what it does
 */
export function toPlan(lifted: LiftedPlan, drafted: Drafted, catalog: Catalog): Outcome {
  const { line, copy } = drafted;
  const rest = lifted.parts.find(part => part.kind === 'rest');
  if (rest === undefined) return toSteps(lifted, line, catalog);
  const whole = copy(line);
  if (!('why' in whole)) return rehearsed([], whole, drafted);
  const last = lastAlone(lifted, line, catalog);
  const behind = last && copy(last.source);
  if (behind && !('why' in behind)) return rehearsed(lifted.parts.slice(0, -1), behind, drafted);
  return { kind: 'offer', line, why: rest.why === whole.why ? rest.why : `${rest.why}; ${whole.why}` };
}

function rehearsed(before: readonly Part[], { script, elevated, files }: CopyScript, { line, cwd }: Drafted): Outcome {
  if (isRuinousScript(script)) {
    return { kind: 'offer', line, why: 'it would take away the whole machine, a whole home or a disk' };
  }
  const steps = before.flatMap(part => (part.kind === 'step' ? [part.step] : []));
  if (steps.length >= MAX_STEPS) return { kind: 'offer', line, why: `it is more than ${MAX_STEPS} steps` };
  const last = scriptStep({ script, cwd, ...(elevated && { user: 'root' as const }) });
  return { kind: 'plan', plan: { steps: [...steps, last], say: '' }, files };
}

// joined by `&&` or `;` alone, and nothing before it changes where or with what it runs
const JOINED =
  /^(?:(?!\b(?:cd|pushd|export|set|unset|umask|if|while|for|case)\b|\|\||[=${}()<>&`]).|&&)*(?:&&|;|\n)\s*$/s;

/** a rest that ends the line, behind steps that change something each: whether it runs hangs on nothing but their success */
function lastAlone({ parts }: LiftedPlan, line: string, catalog: Catalog): RestPart | undefined {
  const before = parts.slice(0, -1);
  const last = parts.at(-1);
  if (last?.kind !== 'rest' || before.length === 0 || !line.trim().endsWith(last.source)) return undefined;
  const change = ({ action }: Step): boolean =>
    catalog.actions.some(({ name, risk }) => name === action && !risk.read_only);
  if (!before.every(part => part.kind === 'step' && change(part.step))) return undefined;
  return JOINED.test(line.trim().slice(0, -last.source.length)) ? last : undefined;
}

function toSteps({ parts }: LiftedPlan, line: string, catalog: Catalog): Outcome {
  const steps = parts.flatMap(part => toStep(part, catalog) ?? []);
  if (steps.length < parts.length) return { kind: 'offer', line, why: 'there is no action here that runs a program' };
  if (steps.length > MAX_STEPS) return { kind: 'offer', line, why: `it is more than ${MAX_STEPS} steps` };
  return { kind: 'plan', plan: { steps, say: '' }, files: [] };
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
