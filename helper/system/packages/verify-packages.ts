import { OperatorError } from '../../../interfaces/errors.js';
import type { ApplyOutcome, PackageChange, PackagePlan, PackageState } from './manager.js';

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
  const now = plan.changes.map(({ name }) => `${name} ${stateInWords(states.get(name))}`).join(', ');
  throw new OperatorError('failed', `${how}; now: ${now}${cure(wrong, states)}`);
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
