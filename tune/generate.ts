import { writeFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { loadCatalog, type Catalog } from '../interfaces/catalog.js';
import { loadScenarios } from '../test/model/scenarios.js';
import { Maker, type Made } from './make.js';
import { Near } from './near-duplicates.js';
import { Random } from './random.js';

const USAGE = `usage: node dist/tune/generate.js --out FILE [--count N] [--seed N]
  requests with their plans, one json object a line. the same seed makes the same file; nothing of it is, or is nearly,
  one of the scenarios that models are scored with.
`;

/** so many different requests; what is too near to a scenario is left out without a word about it */
export function generate(count: number, seed: number, catalog: Catalog): Made[] {
  const scored = new Near(loadScenarios().map(({ request }) => request));
  const maker = new Maker(new Random(seed), catalog);
  const made = new Map<string, Made>();
  while (made.size < count) {
    const one = maker.next();
    if (!made.has(one.request) && !scored.has(one.request)) made.set(one.request, one);
  }
  return [...made.values()];
}

function main(): void {
  const { values } = parseArgs({
    options: {
      out: { type: 'string' },
      count: { type: 'string', default: '40000' },
      seed: { type: 'string', default: '7' },
      help: { type: 'boolean', default: false },
    },
  });
  if (values.help || values.out === undefined) {
    process.stdout.write(USAGE);
    process.exitCode = values.help ? 0 : 2;
    return;
  }
  const made = generate(Number(values.count), Number(values.seed), loadCatalog());
  writeFileSync(values.out, made.map(one => `${JSON.stringify(one)}\n`).join(''));
  const counts = new Map<string, number>();
  for (const { kind } of made) counts.set(kind, (counts.get(kind) ?? 0) + 1);
  const shown = [...counts].map(([kind, number]) => `${kind} ${number}`);
  process.stderr.write(`${made.length} requests: ${shown.join(', ')}\n`);
}

if (process.argv[1]?.endsWith('generate.js') === true) main();
