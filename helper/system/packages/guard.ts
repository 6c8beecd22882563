import { OperatorError } from '../../../interfaces/errors.js';
import type { PackagePlan } from './manager.js';
import { matchesGlob } from '../../glob.js';

/** refuses packages that the administrator excluded, also as a consequence of others */
export function refuseDenied({ verb, changes }: PackagePlan, denied: readonly string[]): void {
  for (const { name } of changes) {
    const pattern = denied.find(candidate => matches(candidate, name));
    if (pattern === undefined) continue;
    throw new OperatorError(
      'not-permitted',
      `this would ${verb} ${name}, which packages.denied in operator.toml excludes (${pattern})`,
    );
  }
}

/** refuses to remove packages that the system, or the way back, needs; `needed` are glob patterns */
export function refuseNeeded({ changes }: PackagePlan, needed: readonly string[]): void {
  for (const { name, to, essential } of changes) {
    if (to !== undefined || !(essential || needed.some(pattern => matches(pattern, name)))) continue;
    const why = essential ? 'is essential to the system' : 'is needed by the operator itself, or to start the machine';
    throw new OperatorError('not-permitted', `this would remove ${name}, which ${why}`);
  }
}

/** a pin that was agreed on and a list that has changed since do not go together */
export function refuseChanged(shown: PackagePlan, now: PackagePlan): void {
  if (listOf(shown) === listOf(now)) return;
  throw new OperatorError('failed', 'the list of packages changed since it was shown: nothing was changed, ask again');
}

function listOf({ verb, pins, changes }: PackagePlan): string {
  return JSON.stringify([verb, pins, changes.map(({ name, from, to }) => [name, from ?? '', to ?? ''])]);
}

function matches(pattern: string, name: string): boolean {
  return matchesGlob(pattern, name.split(':')[0] ?? name);
}
