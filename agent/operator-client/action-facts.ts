import type { Catalog, CatalogAction } from '../../interfaces/catalog.js';
import type { ContractTier, Field } from '../../interfaces/contract.js';
import { KIND_KEY, type Kind } from '../../interfaces/kinds.js';

/** facts of a tier by its polkit action id; the worst of each for one that the catalogue does not know */
export function findTier(catalog: Catalog, id: string | undefined): ContractTier {
  const known = catalog.actions.flatMap(({ tiers }) => tiers).find(tier => tier.id === id);
  const worst = { runs_as: 'root', read_only: false, destructive: true, discloses: true, asks_self: false } as const;
  return known ?? { id: id ?? '', ...worst };
}

type Step = Readonly<Record<string, unknown>>;

export function fieldKind(field: Field | undefined): Kind | undefined {
  return field?.[KIND_KEY];
}

/** names of the parameters of a kind, in the order of the catalogue */
export function parametersOf({ params }: CatalogAction, kind: Kind): readonly string[] {
  return Object.keys(params.properties).filter(name => fieldKind(params.properties[name]) === kind);
}

/** name of the parameter of a kind; `undefined` for an action without one */
export function parameterOf(action: CatalogAction | undefined, kind: Kind): string | undefined {
  return action === undefined ? undefined : parametersOf(action, kind)[0];
}

/** values of a step, of the parameters of a kind */
export function argumentsOf(step: Step, action: CatalogAction | undefined, kind: Kind): readonly unknown[] {
  return action === undefined ? [] : parametersOf(action, kind).map(name => step[name]);
}

/** values of a result by name, of the fields of a kind */
export function resultsOf(
  values: Readonly<Record<string, unknown>>,
  { result }: CatalogAction,
  kind: Kind,
): readonly (readonly [name: string, value: unknown])[] {
  const names = Object.keys(result.properties).filter(name => fieldKind(result.properties[name]) === kind);
  return names.map(name => [name, values[name]] as const);
}
