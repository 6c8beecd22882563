/** one line of the design's budget: `value` against `reference`, both taken in this run */
export interface Row {
  readonly name: string;
  readonly value: number;
  readonly reference: number;
  readonly ratio: number;
  /** absent where a row only says what lies under another one */
  readonly budget?: number;
  readonly unit: string;
  readonly reading: string;
}

export interface Measured {
  readonly name: string;
  readonly unit: string;
  readonly value: number;
  readonly reference: number;
  readonly budget?: number;
  /** the two quantities compared */
  readonly reading: string;
}

export function toRow({ value, reference, ...said }: Measured): Row {
  const ratio = reference === 0 ? value : value / reference;
  return { ...said, value: round(value), reference: round(reference), ratio: round(ratio) };
}

export function median(values: readonly number[]): number {
  if (values.length === 0) throw new Error('nothing was measured');
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.floor(sorted.length / 2)] ?? Number.NaN;
}

/** the median of the round that was disturbed least: what else runs on the machine falls on both sides differently */
export function quietest(rounds: readonly (readonly number[])[]): number {
  return Math.min(...rounds.map(median));
}

function round(value: number): number {
  return Number(value.toPrecision(4));
}
