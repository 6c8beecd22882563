import type { Catalog, CatalogAction } from '../../interfaces/catalog.js';
import type { ContractTier, Field } from '../../interfaces/contract.js';
import { KIND_KEY, type Kind } from '../../interfaces/kinds.js';

/** facts of a tier by its polkit action id; the worst of each for one that the catalogue does not know */
export function findTier(catalog: Catalog, id: string | undefined): ContractTier {
  const known = catalog.actions.flatMap(({ tiers }) => tiers).find(tier => tier.id === id);
  const worst = { runs_as: 'root', read_only: false, destructive: true, discloses: true, asks_self: false } as const;
  return known ?? { id: id ?? '', ...worst };
}

export function fieldKind(field: Field | undefined): Kind | undefined {
  return field?.[KIND_KEY];
}

/** names of the parameters of a kind, in the order of the catalogue */
export function parametersOf({ params }: CatalogAction, kind: Kind): readonly string[] {
  return Object.keys(params.properties).filter(name => fieldKind(params.properties[name]) === kind);
}
