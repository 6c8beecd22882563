import { OperatorError } from '../../../interfaces/errors.js';
import type {
  ActualChange,
  ApplyOutcome,
  PackageChange,
  PackageManager,
  PackagePlan,
  PackageState,
  PackageStatus,
} from './manager.js';

const WORDS: Readonly<Record<PackageStatus, string>> = {
  'not-installed': 'not installed',
  'config-files': 'removed but for its configuration',
  'half-installed': 'half installed',
  unpacked: 'unpacked but not configured',
  'half-configured': 'half configured',
  'triggers-awaited': 'waiting for the triggers of another package',
  'triggers-pending': 'waiting for its triggers',
  installed: 'installed',
  unknown: 'in an unknown state',
};

const UNFINISHED: readonly PackageStatus[] = [
  'half-installed',
  'unpacked',
  'half-configured',
  'triggers-awaited',
  'triggers-pending',
];

/** throws `failed` unless the package database itself says that everything agreed on is so now */
export async function checkOutcome(manager: PackageManager, plan: PackagePlan, outcome: ApplyOutcome): Promise<void> {
  const names = plan.changes.map(change => change.name);
  const states = await manager.states(names, new AbortController().signal);
  const wrong = plan.changes.filter(change => !isReached(plan, change, states.get(change.name)));
  if (wrong.length === 0 && outcome.succeeded) return;
  const how = outcome.succeeded ? 'the package manager reported success, yet not everything is done' : outcome.errors;
  const planned = names.map(name => `${name} ${stateInWords(states.get(name))}`);
  const now = [...planned, ...unplanned(plan, outcome).map(inWords)].join(', ');
  const unfinished = wrong.some(({ name }) => UNFINISHED.includes(statusOf(states.get(name))));
  throw new OperatorError('failed', `${how}; now: ${now}${unfinished ? `. as administrator: ${manager.cure()}` : ''}`);
}

/** changes of the package database that the plan did not have */
export function unplanned({ changes }: PackagePlan, { changed }: ApplyOutcome): ActualChange[] {
  const names = new Set(changes.map(({ name }) => name));
  return changed.filter(({ name }) => !names.has(name));
}

/** `libgreet 1.2 (unpacked)`, for what came, went or changed beside the plan */
function inWords({ name, from, to, status }: ActualChange): string {
  if (to === undefined) return `${name} ${from ?? ''} is gone, unasked`;
  return `${name} ${to} is ${status}, unasked`;
}

function isReached({ verb }: PackagePlan, { to }: PackageChange, state: PackageState | undefined): boolean {
  if (to !== undefined) return state?.complete === true && state.version === to;
  const left = statusOf(state);
  return left === 'not-installed' || (left === 'config-files' && verb === 'remove');
}

function statusOf(state: PackageState | undefined): PackageStatus {
  return state?.status ?? 'not-installed';
}

function stateInWords(state: PackageState | undefined): string {
  if (!state) return 'is not installed';
  return state.complete ? `${state.version} is installed` : `${state.version} is ${WORDS[state.status]}`;
}
