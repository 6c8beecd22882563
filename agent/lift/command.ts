import type { Command } from 'unbash';
import type { Form, Lifting } from '../../interfaces/lifting.js';
import type { Step } from '../plan/plan.js';
import { readCall, type Call } from './call.js';
import { matchForm, type LiftTarget } from './form.js';
import type { Refused } from './options.js';
import type { LiftContext } from './part.js';
import type { LiftState } from './state.js';
import { isSilent, writeSteps, writtenBy, type Refusal } from './write.js';

/** steps by a rule */
export interface Lifted {
  readonly steps: readonly Step[];
  /** name of the rule */
  readonly rule: string;
  readonly notes: readonly string[];
  readonly form?: Form;
  /** the action that this command only prepares, where it says no step of its own */
  readonly prepares?: string;
}

// they change how a program talks, not what it does
const HARMLESS =
  /^(?:LC_[A-Z]+|LANG|LANGUAGE|DEBIAN_FRONTEND|NEEDRESTART_MODE|(?:SYSTEMD_)?PAGER|TERM|NO_COLOR|COLUMNS)$/;

/** a command as steps; undefined where no action knows its program */
export function liftCommand(command: Command, state: LiftState, context: LiftContext): Lifted | Refusal | undefined {
  const call = readCall(command, state);
  if ('why' in call) return call;
  const written = liftWrite([call], state, context);
  if (written !== undefined) return written;
  return liftForms(call, state, context);
}

/** an empty file where only an output is given */
export function liftRedirect(command: Command, state: LiftState, context: LiftContext): Lifted | Refusal | undefined {
  const call = { program: ':', words: [], from: command.pos, elevated: false, variables: [] };
  return liftWrite([{ ...call, redirects: command.redirects }], state, context);
}

/** text that goes into files */
export function liftWrite(
  calls: readonly Call[],
  state: LiftState,
  context: LiftContext,
): Lifted | Refusal | undefined {
  const written = writtenBy(calls, state);
  if (written === undefined || 'why' in written) return written;
  const lifting = context.lifting.find(one => one.text !== undefined);
  const target = lifting && targetOf(lifting, state, context);
  if (lifting?.text === undefined || target === undefined) return { why: 'no action writes files' };
  const steps = writeSteps(written, lifting.text, target);
  return 'why' in steps ? steps : { steps, rule: lifting.text.id, notes: [] };
}

function liftForms(call: Call, state: LiftState, context: LiftContext): Lifted | Refusal | undefined {
  const known = context.lifting.flatMap(lifting =>
    lifting.forms.filter(form => form.programs.includes(call.program)).map(form => ({ lifting, form })),
  );
  if (known.length === 0) return undefined;
  const words = wordsOf(call);
  if ('why' in words) return words;
  const reasons: Refused[] = [];
  for (const { lifting, form } of known) {
    const target = targetOf(lifting, state, context);
    const steps = target && matchForm(form, words.words, target);
    if (steps === undefined) continue;
    if (!('why' in steps)) return lifted(steps, form, lifting.action);
    reasons.push(steps);
  }
  return { why: closest(reasons)?.why ?? 'it is not understood' };
}

function lifted(steps: readonly Step[], form: Form, action: string): Lifted {
  const said = { rule: form.id, notes: form.note === undefined ? [] : [form.note], form };
  return form.prepares === true ? { ...said, steps: [], prepares: action } : { ...said, steps };
}

function wordsOf({ words, redirects, variables }: Call): { readonly words: readonly string[] } | Refusal {
  const variable = variables.find(name => !HARMLESS.test(name));
  if (variable !== undefined) return { why: `the variable ${variable} may change what it does` };
  if (!redirects.every(redirect => isSilent(redirect))) return { why: 'it writes what a program prints into a file' };
  const texts: string[] = [];
  for (const word of words) {
    if (!word.known) return { why: word.why };
    texts.push(word.text);
  }
  return { words: texts };
}

// a form for another subcommand says nothing about this one
function closest(reasons: readonly Refused[]): Refused | undefined {
  return reasons.toSorted((a, b) => (b.after ?? 0.1) - (a.after ?? 0.1))[0];
}

function targetOf({ action }: Lifting, state: LiftState, { catalog, processes }: LiftContext): LiftTarget | undefined {
  const found = catalog.actions.find(candidate => candidate.name === action);
  return found && { action, params: found.params, cwd: state.cwd, processes };
}
