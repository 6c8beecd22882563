import { copyFileSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { makeCard } from './card.js';
import { bySet, freshScenarios, givenScenarios } from './held-out.js';
import { calibrate, rowOf, tryAll, type Tried } from './score.js';

const USAGE = `usage: node dist/tune/finish.js --adapter FILE --data FILE [--seed N] [--fresh N] [--out FOLDER]
  measures an adapter and writes its card: how sure it must be is settled by requests that it was not tuned on and by the
  scenarios that may be seen; those set aside only measure. --out is agent/reflex unless given.
`;
// below it nothing is taken, however well these few requests went
const FLOOR = 0.9;

async function main(): Promise<void> {
  const { values } = parseArgs({
    options: {
      adapter: { type: 'string' },
      data: { type: 'string' },
      seed: { type: 'string', default: '7' },
      fresh: { type: 'string', default: '300' },
      out: { type: 'string', default: 'agent/reflex' },
      help: { type: 'boolean', default: false },
    },
  });
  const { adapter, data, out } = values;
  if (values.help || adapter === undefined || data === undefined) {
    process.stdout.write(USAGE);
    process.exitCode = values.help ? 0 : 2;
    return;
  }
  const tuning: Record<string, unknown> = JSON.parse(readFileSync(`${adapter}.json`, 'utf8'));
  const card = makeCard({ adapter, data, seed: Number(values.seed), tuning });
  copyFileSync(adapter, join(out, card.adapter.file));
  const path = join(out, 'card.json');
  writeFileSync(path, `${JSON.stringify(card, null, 2)}\n`);
  const cache = mkdtempSync(join(tmpdir(), 'llmos-finish-'));
  try {
    const scenarios = [...freshScenarios(Number(values.fresh), Number(values.seed) + 1), ...givenScenarios()];
    const tried = await tryAll(scenarios, card, cache, report(scenarios.length));
    const scores = score(tried);
    writeFileSync(path, `${JSON.stringify({ ...card, threshold: scores.threshold, scores }, null, 2)}\n`);
    // writes the seen scenarios only: held-out answers stay unread
    const open = tried.filter(({ scenario }) => scenario.set === 'seen');
    writeFileSync(join('build', 'reflex.json'), JSON.stringify(open));
    process.stdout.write(`${JSON.stringify(scores, null, 2)}\n`);
  } finally {
    rmSync(cache, { recursive: true });
  }
  // the addon ends its threads faster than it can be asked to
  process.exit(0);
}

function score(tried: readonly Tried[]): { threshold: number } & Record<string, unknown> {
  const { fresh, seen, aside } = bySet(tried);
  const threshold = calibrate([...fresh, ...seen], FLOOR);
  const row = (list: readonly Tried[]): unknown => {
    const times = list.map(({ ms }) => ms).toSorted((one, other) => one - other);
    return { ...rowOf(list, threshold), ms: Math.round(times[Math.floor(times.length / 2)] ?? 0) };
  };
  return {
    threshold,
    date: new Date().toISOString().slice(0, 10),
    fresh: row(fresh),
    seen: row(seen),
    aside: row(aside),
  };
}

function report(all: number): () => void {
  let number = 0;
  return () => {
    if (++number % 20 === 0) process.stderr.write(`${number}/${all}\n`);
  };
}

main().catch((error: unknown) => {
  process.stderr.write(`finish: ${error instanceof Error ? error.message : 'failed'}\n`);
  process.exit(1);
});
