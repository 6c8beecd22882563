import type { Catalog } from '../../interfaces/catalog.js';
import type { Kind } from '../../interfaces/kinds.js';
import { parametersOf } from '../operator-client/action-facts.js';
import type { Step } from './plan.js';

/** an empty `cwd` is left out, as is an absent tier */
export interface Command {
  readonly argv: readonly string[];
  readonly cwd: string;
  readonly tier?: string;
}

/** step of the action that runs programs; `undefined` where the catalogue has none */
export function commandStep({ argv, cwd, tier }: Command, { actions }: Catalog): Step | undefined {
  const runner = actions.find(action => parametersOf(action, 'argv').length > 0);
  if (runner === undefined) return undefined;
  const named = (kind: Kind, value: unknown): Readonly<Record<string, unknown>> =>
    Object.fromEntries(
      value === undefined || value === '' ? [] : parametersOf(runner, kind).map(name => [name, value]),
    );
  return { action: runner.name, ...named('argv', [...argv]), ...named('directory', cwd), ...named('tier', tier) };
}
