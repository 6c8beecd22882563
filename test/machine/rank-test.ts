/**
 * how far two sets of measurements are from having come out of the same hat, in standard deviations (mann and whitney);
 * the size of a measurement does not count, only which is larger
 */
export function distance(one: readonly number[], other: readonly number[]): number {
  const all = [...one.map(value => ({ value, mine: true })), ...other.map(value => ({ value, mine: false }))];
  const sorted = all.toSorted((a, b) => a.value - b.value);
  const sum = sorted.reduce((total, { mine }, index) => total + (mine ? index + 1 : 0), 0);
  const pairs = one.length * other.length;
  const above = sum - (one.length * (one.length + 1)) / 2;
  return (above - pairs / 2) / Math.sqrt((pairs * (one.length + other.length + 1)) / 12);
}
