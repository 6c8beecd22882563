import type { Details } from '../call/types.js';

/** what of a step says which other steps change what it found */
export interface StepEffects {
  readonly action: string;
  readonly readOnly: boolean;
  readonly params: Readonly<Record<string, unknown>>;
  /** `undefined` where the step could not be prepared */
  readonly details: Details | undefined;
}

/** the later step's facts may be other ones once the earlier step ran, so nobody can say yes to them before */
export function dependsOn(later: StepEffects, earlier: StepEffects): boolean {
  if (earlier.readOnly) return false;
  const [mine, theirs] = [pathsOf(later), pathsOf(earlier)];
  if (mine.some(one => theirs.some(other => isAlong(one, other)))) return true;
  const [unit, other] = [later.details?.['unit'], earlier.details?.['unit']];
  if (unit !== undefined && other !== undefined)
    return unit === other || affects(earlier, unit) || affects(later, other);
  // packages bring, start and stop units, and change what other packages need
  if (isPackages(earlier)) return isPackages(later) || unit !== undefined;
  // without an object of its own, such as a path or a unit, an action sets one thing of the machine
  return later.action === earlier.action && mine.length === 0 && unit === undefined && later.action !== 'exec';
}

// as asked for and as found: a link leads from the one to the other
function pathsOf({ params, details }: StepEffects): string[] {
  return [params['path'], details?.['path']].filter(path => typeof path === 'string');
}

function isAlong(one: string, other: string): boolean {
  return one === other || one.startsWith(`${other}/`) || other.startsWith(`${one}/`);
}

function affects({ details }: StepEffects, unit: string): boolean {
  return details?.['also']?.split(' ').includes(unit) ?? false;
}

function isPackages({ action }: StepEffects): boolean {
  return action === 'install-packages' || action === 'remove-packages';
}
