import { completePlanning, type ActionPlanning, type PlanningEntry } from '../../interfaces/planning.js';
import { joinCatalog, type Catalog } from '../../interfaces/catalog.js';
import { parseContract } from '../../interfaces/contract.js';

type Draft = Partial<ActionPlanning> & { readonly name: string; readonly lifting?: PlanningEntry['lifting'] };

/** a catalogue from one text that has contract and planning data of each action side by side, as a test writes it */
export function catalogOf(text: string): Catalog {
  const { contract, planning } = splitCatalog(JSON.parse(text));
  return joinCatalog(parseContract(JSON.stringify(contract)), planning);
}

/** the two generated files that such a catalogue comes from */
export function splitCatalog(catalog: { readonly version: 1; readonly actions: readonly Draft[] }) {
  const { version, actions } = catalog;
  const entries = actions.map(({ examples = [], hints, implied, guessed, asked, unlisted, lifting, ...rest }) => {
    const given = JSON.parse(JSON.stringify({ examples, hints, implied, guessed, asked, unlisted }));
    return { contract: rest, planning: completePlanning(given, rest.name, lifting) };
  });
  return {
    contract: { version, actions: entries.map(({ contract }) => contract) },
    planning: {
      version: 1 as const,
      actions: Object.fromEntries(entries.map(({ contract, planning }) => [contract.name, planning])),
    },
  };
}
