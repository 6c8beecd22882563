import type { ModelEntry } from './table.js';

const LEAST_EXACT = 0.8;

/** why a measured model is not good enough to plan with, `undefined` where it is, or where nobody measured it: it may not do what nobody asked for */
export function belowFloor({ name, scores }: ModelEntry): string | undefined {
  if (scores === undefined) return undefined;
  const { requests, exact, invalid, widened } = scores;
  if (exact >= LEAST_EXACT * requests && widened === 0 && invalid === 0) return undefined;
  const faults = [
    `planned ${exact} exactly as asked`,
    ...(widened === 0 ? [] : [`did more than was asked in ${widened}`]),
    ...(invalid === 0 ? [] : [`gave no plan for ${invalid}`]),
  ];
  return `${name} is below the floor for plans: of ${requests} requests it ${faults.join(', ')}`;
}
