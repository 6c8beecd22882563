import type { z } from 'zod';
import type { Details } from '../call/types.js';
import type { Kind } from '../../interfaces/kinds.js';
import { kindsOf } from './parameters.js';

/** objects that a call reads or changes */
export interface Effects {
  /** absolute paths, as asked for and as found: a link leads from the one to the other */
  readonly paths: readonly string[];
  readonly units: readonly string[];
  /** units that stop, start or restart along with `units` */
  readonly reachedUnits: readonly string[];
  /** true for an action that installs or removes packages */
  readonly packages: boolean;
}

type Values = Readonly<Record<string, unknown>>;

export const NO_EFFECTS: Effects = { paths: [], units: [], reachedUnits: [], packages: false };

// kinds that name an object; the objects of a program are not known
const OBJECTS: ReadonlySet<Kind> = new Set<Kind>(['path', 'unit', 'packages', 'argv']);

/**
 * effects by the kinds of the parameters: a detail of the same name says what a parameter turned out to be. `undefined`
 * for an action without a parameter that names an object
 */
export function effectsByKind(
  type: z.ZodObject,
): (params: Values, details: Details | undefined) => Effects | undefined {
  const kinds = kindsOf(type);
  const named = (kind: Kind) => Array.from(kinds.keys()).filter(name => kinds.get(name) === kind);
  const [paths, units, packages] = [named('path'), named('unit'), named('packages')];
  if (!Array.from(kinds.values()).some(kind => OBJECTS.has(kind))) return () => undefined;
  return (params, details) => ({
    ...NO_EFFECTS,
    paths: paths.flatMap(name => [params[name], details?.[name]]).filter(path => typeof path === 'string'),
    units: units.flatMap(name => details?.[name] ?? []),
    packages: packages.length > 0,
  });
}

/** names in a detail that holds several, separated by spaces */
export function namesIn(detail: string | undefined): readonly string[] {
  return detail === undefined ? [] : detail.split(' ').filter(name => name !== '');
}

/** false where a result of kind `exit-status` or `signal` tells that a program failed */
export function hasExitedWell(type: z.ZodObject, result: Values): boolean {
  return Array.from(kindsOf(type)).every(([name, kind]) => {
    const value = result[name];
    if (kind === 'exit-status') return value === undefined || value === 0;
    return kind !== 'signal' || value === undefined || value === '';
  });
}
