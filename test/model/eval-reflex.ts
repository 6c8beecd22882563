import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { loadCard, type Card } from '../../agent/reflex/card.js';
import { givenScenarios } from '../../tune/held-out.js';
import { takenOf, tryAll, type Tried } from '../../tune/score.js';
import { modelFor } from './agent-process.js';
import { measureDormant } from './dormant.js';
import { KeptScores } from './kept-scores.js';
import { askedLines, linesOf, render, takenOfNothing, type Line } from './reflex-rows.js';
import { SETS, type ScenarioSet } from './scenarios.js';

const USAGE = `usage: npm run eval -- --reflex [--write | --seen] [--dormant] [--asked [--minutes N]]
  a row each for the reflex alone, the larger model alone and the cascade of both, for each set of scenarios. what the larger
  one answered is taken from npm run eval: run that first.
  --seen      only those that may be seen, to see what is missing in the templates
  --asked     another row, of one agent with both models that was really asked; where --minutes (of asking) are too few, the
              same command goes on
  --dormant   how long a plan takes from no process, with the reflex and without, too
  --write     the rows into agent/reflex/card.json; the reflex stays first by default only where they say that nothing is worse
`;

// with fewer plans taken, zero errors do not show an error rate below one in two hundred
const LEAST_TAKEN = 100;

async function main(): Promise<void> {
  const { values } = parseArgs({
    options: {
      reflex: { type: 'boolean', default: false },
      write: { type: 'boolean', default: false },
      seen: { type: 'boolean', default: false },
      asked: { type: 'boolean', default: false },
      minutes: { type: 'string', default: '100000' },
      dormant: { type: 'boolean', default: false },
      help: { type: 'boolean', default: false },
    },
  });
  if (values.help) return void process.stdout.write(USAGE);
  const card = loadCard();
  const place = modelFor('tiny');
  if (card === undefined) throw new Error('this build has no reflex: npm run tune makes one');
  if ('missing' in place) throw new Error(place.missing);
  process.env['LLMOS_MODELS'] = place.directory;
  if (values.seen && values.write) throw new Error('half of the scenarios say too little to be written down');
  const tried = await tryScenarios(card, values.seen ? ['seen'] : SETS);
  const composed = linesOf(tried, card, new KeptScores('default', false, false));
  const lines = values.asked ? [...composed, ...(await askedLines(tried, card, Number(values.minutes)))] : composed;
  const rows = `${render(lines.filter(({ asked }) => asked > 0))}\n\n${takenOfNothing(tried, card)}`;
  process.stdout.write(`${rows}\n\n${missesOf(tried, card)}\n`);
  if (values.dormant) process.stdout.write(`${await dormantRows(tried, card)}\n`);
  if (values.write) writeCard(card, lines);
  // the addon ends its threads faster than it can be asked to
  process.exit(0);
}

async function tryScenarios(card: Card, sets: readonly ScenarioSet[]): Promise<Tried[]> {
  const cache = mkdtempSync(join(tmpdir(), 'llmos-eval-reflex-'));
  const scenarios = givenScenarios(sets);
  let number = 0;
  const progress = (): boolean => ++number % 20 === 0 && process.stderr.write(`${number}/${scenarios.length}\n`);
  try {
    return await tryAll(scenarios, card, cache, progress);
  } finally {
    rmSync(cache, { recursive: true });
  }
}

// shows misses of the seen set only: held-out answers stay unread
function missesOf(tried: readonly Tried[], { threshold }: Card): string {
  const seen = tried.filter(({ scenario, verdict }) => scenario.set === 'seen' && verdict !== 'exact');
  const taken = new Set(takenOf(seen, threshold));
  return seen
    .map(one => {
      const { scenario, said, verdict, why } = one;
      const end = taken.has(one) ? 'TAKEN' : why === '' ? `sure by ${said.probability.toFixed(2)}` : why;
      return `${verdict.padEnd(8)}${scenario.request}\n        ${said.text.replaceAll('\n', ' ; ')} (${end})`;
    })
    .join('\n');
}

async function dormantRows(tried: readonly Tried[], { threshold }: Card): Promise<string> {
  const requests = takenOf(tried, threshold)
    .filter(({ scenario }) => scenario.set === 'seen')
    .map(({ scenario }) => scenario.request);
  const [request] = requests;
  if (request === undefined) return 'the reflex takes none of the requests that may be seen: nothing to time';
  const rows = await measureDormant(request, 5);
  return rows.map(({ name, ms }) => `${name}: ${(ms / 1000).toFixed(2)} s`).join('\n');
}

function writeCard(card: Card, lines: readonly Line[]): void {
  const find = (name: string): Line | undefined => lines.find(line => line.name === name);
  const better = SETS.every(set => {
    const [alone, both] = [find(`${set}: larger alone`), find(`${set}: cascade`)];
    return (
      both !== undefined &&
      alone !== undefined &&
      both.asked > 0 &&
      both.exact >= alone.exact &&
      both.widened <= alone.widened
    );
  });
  const [taken, wrong] = SETS.reduce<[number, number]>(
    ([all, bad], set) => [all + (find(`${set}: cascade`)?.taken ?? 0), bad + (find(`${set}: cascade`)?.wrong ?? 0)],
    [0, 0],
  );
  const scores = { ...card.scores, rows: lines };
  const path = fileURLToPath(new URL('../../../agent/reflex/card.json', import.meta.url));
  const before: Card = JSON.parse(readFileSync(path, 'utf8'));
  // turned on by hand only: these requests have no negation, condition, question or postponement
  const by_default = before.by_default && better && taken >= LEAST_TAKEN && wrong * 200 <= taken;
  writeFileSync(path, `${JSON.stringify({ ...before, by_default, scores }, null, 2)}\n`);
  process.stderr.write(`wrote ${path}: ${by_default ? 'it goes first' : 'off unless reflex = "on"'}\n`);
}

if (process.argv[1]?.endsWith('eval-reflex.js') === true) {
  main().catch((error: unknown) => {
    process.stderr.write(`eval: ${error instanceof Error ? error.message : 'failed'}\n`);
    process.exit(1);
  });
}
