import { formatBytes } from '../../format-bytes.js';
import { OperatorError } from '../../../interfaces/errors.js';
import { display } from '../../../interfaces/display.js';
import type { PackageChange, PackagePlan } from './manager.js';
import { MAX_SHOWN } from '../../../interfaces/display-limits.js';

/** a list is shown in parts, because one value of a prompt is short; together they hold all of it or it is refused */
const SHOWN_PARTS = 5;

export interface ShownPlan {
  readonly count: string;
  readonly parts: readonly string[];
  readonly download: string;
  readonly unpacked: string;
}

/** the whole list with its versions, and with the size of each where that fits */
export function showPlan(plan: PackagePlan): ShownPlan {
  const { changes } = plan;
  const parts = packItems(changes.map(inFull)) ?? packItems(changes.map(withoutSize)) ?? refuseLength(plan);
  return {
    count: changes.length === 1 ? 'one package' : `${changes.length} packages`,
    parts: Array.from({ length: SHOWN_PARTS }, (_, index) => parts[index] ?? ''),
    download: formatBytes(sum(changes.map(change => change.downloadBytes))),
    unpacked: formatBytes(sum(changes.map(change => change.unpackedBytes))),
  };
}

/** `name=version` of everything that comes or goes: for rules, not for people */
export function rawChanges({ changes }: Pick<PackagePlan, 'changes'>): string {
  return changes.map(({ name, from, to }) => `${name}=${to ?? from ?? ''}`).join(' ');
}

function inFull(change: PackageChange): string {
  const bytes = change.to === undefined ? change.unpackedBytes : change.downloadBytes;
  return `${withoutSize(change)} (${formatBytes(bytes)})`;
}

function withoutSize({ name, from, to }: PackageChange): string {
  return display([name, from, from !== undefined && to !== undefined ? 'to' : undefined, to].filter(Boolean).join(' '));
}

// never cut in the middle of a name
function packItems(items: readonly string[]): string[] | undefined {
  const parts: string[] = [];
  for (const [index, item] of items.entries()) {
    const text = index < items.length - 1 ? `${item}, ` : item;
    const last = parts.at(-1);
    if (last !== undefined && last.length + text.length <= MAX_SHOWN) parts[parts.length - 1] = last + text;
    else if (text.length > MAX_SHOWN || parts.length === SHOWN_PARTS) return undefined;
    else parts.push(text);
  }
  return parts;
}

function refuseLength({ verb, pins, changes }: PackagePlan): never {
  const asked = new Set(pins.map(pin => pin.split('=')[0]));
  const others = changes.map(change => change.name).filter(name => !asked.has(name));
  const some = (others.length > 0 ? others : Array.from(asked)).slice(0, 8).join(', ');
  throw new OperatorError(
    'not-permitted',
    `this would ${verb} ${changes.length} packages, more than a prompt can show whole: ${verb} some of them first, such as ${some}`,
  );
}

function sum(numbers: readonly number[]): number {
  return numbers.reduce((total, number) => total + number, 0);
}
