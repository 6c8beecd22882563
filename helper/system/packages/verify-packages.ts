import { OperatorError } from '../../../interfaces/errors.js';
import type { ActualChange, ApplyOutcome, PackageChange, PackagePlan, PackageState } from './manager.js';

const WORDS: Readonly<Record<string, string>> = {
  n: 'not installed',
  c: 'removed but for its configuration',
  H: 'half installed',
  U: 'unpacked but not configured',
  F: 'half configured',
  W: 'waiting for the triggers of another package',
  t: 'waiting for its triggers',
  i: 'installed',
};

/** throws unless the package database itself says that everything agreed on is so now */
export function checkOutcome(
  plan: PackagePlan,
  outcome: ApplyOutcome,
  states: ReadonlyMap<string, PackageState>,
): void {
  const wrong = plan.changes.filter(change => !isReached(plan, change, states.get(change.name)));
  if (wrong.length === 0 && outcome.succeeded) return;
  const how = outcome.succeeded ? 'the package manager reported success, yet not everything is done' : outcome.errors;
  const planned = plan.changes.map(({ name }) => `${name} ${stateInWords(states.get(name))}`);
  const now = [...planned, ...unplanned(plan, outcome).map(inWords)].join(', ');
  throw new OperatorError('failed', `${how}; now: ${now}${cure(wrong, states)}`);
}

/** changes of the package database that the plan did not have */
export function unplanned({ changes }: PackagePlan, { changed }: ApplyOutcome): ActualChange[] {
  const names = new Set(changes.map(({ name }) => name));
  return changed.filter(({ name }) => !names.has(name));
}

/** `libgreet 1.2 (unpacked)`, for what came, went or changed beside the plan */
export function inWords({ name, from, to, status }: ActualChange): string {
  if (to === undefined) return `${name} ${from ?? ''} is gone, unasked`;
  return `${name} ${to} is ${status}, unasked`;
}

function isReached({ verb }: PackagePlan, { to }: PackageChange, state: PackageState | undefined): boolean {
  if (to !== undefined) return state?.complete === true && state.version === to;
  const left = state?.status.charAt(1) ?? 'n';
  return left === 'n' || (left === 'c' && verb === 'remove');
}

function stateInWords(state: PackageState | undefined): string {
  if (!state) return 'is not installed';
  const word = WORDS[state.status.charAt(1)] ?? state.status;
  return state.complete ? `${state.version} is installed` : `${state.version} is ${word}`;
}

function cure(wrong: readonly PackageChange[], states: ReadonlyMap<string, PackageState>): string {
  const unfinished = wrong
    .map(({ name }) => states.get(name)?.status.charAt(1) ?? 'n')
    .some(left => 'HUFWt'.includes(left));
  return unfinished ? '. as administrator: dpkg --configure -a, or remove what cannot be configured' : '';
}
