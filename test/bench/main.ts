import { firstReply, memoryAwake, trivialCall } from './calls.js';
import { confinedExec } from './confined.js';
import { measureAgent } from '../model/measure.js';
import { bareCall, bareMemory, bareStart, removeFloor } from './floor.js';
import { applyOfFiles, rehearsalOfTrue } from './rehearsals.js';
import { agentAtRest, helperAtRest } from './rest.js';
import { toRow, type Measured, type Row } from './row.js';

// in the order of the design's table
const BENCHMARKS: readonly (() => Promise<Measured | readonly Measured[]>)[] = [
  firstReply,
  bareStart,
  trivialCall,
  bareCall,
  confinedExec,
  rehearsalOfTrue,
  applyOfFiles,
  memoryAwake,
  bareMemory,
  helperAtRest,
  agentAtRest,
  () => measureAgent('default', 3),
];

const json = process.argv.includes('--json');
let failed = 0;
for (const benchmark of BENCHMARKS) {
  try {
    for (const measured of [await benchmark()].flat()) print(toRow(measured));
  } catch (error) {
    failed += 1;
    process.stderr.write(
      `${benchmark.name || 'the model'}: ${error instanceof Error ? error.message.slice(0, 500) : 'failed'}\n`,
    );
  }
}
await removeFloor();
// a slow row is a finding, not a failure; a row that could not be measured is one
process.exitCode = failed > 0 ? 1 : 0;

function print(row: Row): void {
  if (json) {
    process.stdout.write(`${JSON.stringify(row)}\n`);
    return;
  }
  const figures = `${row.value} ${row.unit} / ${row.reference} ${row.unit} = ${row.ratio}`;
  process.stdout.write(`${row.name.padEnd(34)} ${figures.padEnd(44)} ${verdictOf(row)}\n`);
}

function verdictOf({ ratio, budget }: Row): string {
  if (budget === undefined) return 'for information';
  return `budget ${round(budget)}  ${ratio <= budget ? 'within' : 'OVER'}`;
}

function round(value: number): number {
  return Number(value.toPrecision(3));
}
