import type { ModelEntry } from './table.js';

const LEAST_EXACT = 0.8;
// measured on requests that nobody tuned it to, none at all would leave no model that fits here; the person sees each plan
const MOST_WIDENED = 0.02;

/** why a measured model is not good enough to plan with, `undefined` where it is: it may hardly ever do what nobody asked for */
export function belowFloor({ name, scores }: ModelEntry): string | undefined {
  const { requests, exact, invalid, widened } = scores;
  const good = exact >= LEAST_EXACT * requests && widened <= MOST_WIDENED * requests && invalid === 0;
  if (good) return undefined;
  const faults = [
    `planned ${exact} exactly as asked`,
    ...(widened === 0 ? [] : [`did more than was asked in ${widened}`]),
    ...(invalid === 0 ? [] : [`gave no plan for ${invalid}`]),
  ];
  return `${name} is below the floor for plans: of ${requests} requests it ${faults.join(', ')}`;
}
