import { completePlanning, type ActionPlanning } from '../../interfaces/planning.js';
import { joinCatalog, type Catalog } from '../../interfaces/catalog.js';
import { parseContract } from '../../interfaces/contract.js';

type Draft = Partial<ActionPlanning> & { readonly name: string };

/** a catalogue from one text that has contract and planning data of each action side by side, as a test writes it */
export function catalogOf(text: string): Catalog {
  const { contract, planning } = splitCatalog(JSON.parse(text));
  return joinCatalog(parseContract(JSON.stringify(contract)), planning);
}

/** the two generated files that such a catalogue comes from */
export function splitCatalog(catalog: { readonly version: 1; readonly actions: readonly Draft[] }) {
  const { version, actions } = catalog;
  const contract = actions.map(({ examples: _e, hints: _h, implied: _i, guessed: _g, asked: _a, ...rest }) => rest);
  const planning = actions.map(({ name, examples = [], hints, implied, guessed, asked }) => {
    const given = JSON.parse(JSON.stringify({ examples, hints, implied, guessed, asked }));
    return [name, completePlanning(given, name)] as const;
  });
  return {
    contract: { version, actions: contract },
    planning: { version: 1 as const, actions: Object.fromEntries(planning) },
  };
}
