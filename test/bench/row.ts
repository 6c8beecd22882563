/** one line of the design's budget: `value` against `reference`, both taken in this run */
export interface Row {
  readonly name: string;
  readonly value: number;
  readonly reference: number;
  readonly ratio: number;
  readonly budget: number;
  readonly unit: string;
  readonly reading: string;
}

export interface Measured {
  readonly name: string;
  readonly unit: string;
  readonly value: number;
  readonly reference: number;
  readonly budget: number;
  /** what was set against what */
  readonly reading: string;
}

export function toRow({ name, unit, value, reference, budget, reading }: Measured): Row {
  const ratio = reference === 0 ? value : value / reference;
  return { name, value: round(value), reference: round(reference), ratio: round(ratio), budget, unit, reading };
}

export function median(values: readonly number[]): number {
  if (values.length === 0) throw new Error('nothing was measured');
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.floor(sorted.length / 2)] ?? Number.NaN;
}

function round(value: number): number {
  return Number(value.toPrecision(4));
}
