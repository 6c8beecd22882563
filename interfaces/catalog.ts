import { parsePlanning, readGenerated, type Planning, type PlanningEntry } from './planning.js';
import { parseContract, type Contract, type ContractAction } from './contract.js';

/** an action with the data of its planning file */
export type CatalogAction = ContractAction & PlanningEntry;
/** the contract with the planning data: what a planner works with */
export interface Catalog {
  readonly version: 1;
  readonly actions: readonly CatalogAction[];
}

/** an action without an entry has neither examples nor rules */
export function joinCatalog(contract: Contract, planning: Planning): Catalog {
  const { version, actions } = contract;
  return {
    version,
    actions: actions.map(action => ({ ...action, ...(planning.actions[action.name] ?? { examples: [] }) })),
  };
}

/** reads `actions.json` and `planning.json`; throws where one is missing or malformed */
export function loadCatalog(): Catalog {
  return joinCatalog(parseContract(readGenerated('actions.json')), parsePlanning(readGenerated('planning.json')));
}
