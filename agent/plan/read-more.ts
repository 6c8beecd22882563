import type { Catalog, CatalogAction } from '../../interfaces/catalog.js';
import type { Step } from './plan.js';

export const READ_ON = 'read_on';

/** no action of the helper: llmsh answers it itself, from a result that it still has */
const action: CatalogAction = {
  name: READ_ON,
  method: '',
  summary: 'read on in a result that was cut',
  since: '0.1.0',
  params: {
    type: 'object',
    properties: {
      result: { type: 'integer', description: 'number of the result', minimum: 1, maximum: 64 },
      offset: { type: 'integer', description: 'where to go on', minimum: 0, maximum: 100_000_000 },
    },
    required: ['result', 'offset'],
  },
  result: { type: 'object', properties: {}, required: [] },
  risk: { read_only: true, destructive: false, open_world: false, killable: true, undo: false },
  action_ids: [],
  tiers: [],
  examples: [],
};

/** number of the result, from 1, and the character to go on at; `NaN` for a value that is no number */
export function parseReadOn(step: Step): { readonly number: number; readonly offset: number } {
  const [number = Number.NaN, offset = Number.NaN] = action.params.required.map(name => Number(step[name]));
  return { number, offset };
}

/** adds `read_on` to the catalogue, for use once a result was cut */
export function withReadOn(catalog: Catalog): Catalog {
  return { ...catalog, actions: [...catalog.actions, action] };
}
