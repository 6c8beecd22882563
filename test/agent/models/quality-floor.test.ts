import { expect, it } from 'vitest';
import { belowFloor } from '../../../agent/models/quality-floor.js';
import { loadModelTable, type ModelEntry } from '../../../agent/models/table.js';

function scored(scores: ModelEntry['scores']): string | undefined {
  const [entry] = loadModelTable();
  if (entry === undefined) throw new Error('the table is empty');
  return belowFloor({ ...entry, scores });
}

it('a model plans where it is mostly right, never does more than was asked, and always gives a plan', () => {
  expect(scored({ requests: 200, exact: 180, invalid: 0, widened: 0 })).toBeUndefined();
  expect(scored({ requests: 200, exact: 180, invalid: 0, widened: 1 })).toMatch(/did more than was asked in 1/);
  expect(scored({ requests: 200, exact: 159, invalid: 0, widened: 0 })).toMatch(
    /of 200 requests it planned 159 exactly/,
  );
  expect(scored({ requests: 200, exact: 190, invalid: 1, widened: 0 })).toMatch(/gave no plan for 1/);
});

it('the model that is there by default is above it, and the small ones as they come are not', () => {
  const below = loadModelTable().filter(entry => belowFloor(entry) !== undefined);
  expect(below.map(({ name }) => name)).toEqual(['small', 'tiny']);
});
