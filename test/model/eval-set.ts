import { writeFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { findModel } from '../../agent/models/table.js';
import { ask } from './ask.js';
import { liftContext } from './effects.js';
import { lazyAgent } from './eval.js';
import { judgeRequest } from './judge-set.js';
import { KeptReplies } from './kept-replies.js';
import { ROADS, takeRoad, type Road } from './roads.js';
import { loadSet, type RequestSet, type SetRequest } from './set-file.js';
import { missesOf, reportSet, type Judged } from './set-report.js';

const USAGE = `usage: npm run eval -- --set FILE [--model NAME] [--roads draft,plain,json] [--sample N]
                       [--minutes N] [--misses] [--json FILE]
  what becomes of each request of a set, by each road, in one run; test/model/sets/README.md says how a set is written.
  FILE may be the word scenarios.
  --roads    draft: label, draft, lift (the default road); plain: the same weights asked for a shell line; json: typed planning
  --sample N about N of the requests, spread over the set
  --minutes  stop after that long, with status 75; the same command goes on where it was
  --misses   shows what was not right; leave it out for a set that is to stay fresh
`;

const options = {
  set: { type: 'string' },
  model: { type: 'string', default: 'default' },
  roads: { type: 'string', default: 'draft,plain' },
  sample: { type: 'string', default: '100000' },
  minutes: { type: 'string', default: '100000' },
  misses: { type: 'boolean', default: false },
  json: { type: 'string' },
  help: { type: 'boolean', default: false },
} as const;

// a temporary failure, as sysexits calls it
const NOT_YET = 75;

async function main(): Promise<void> {
  const { values } = parseArgs({ options });
  if (values.help || values.set === undefined) return void process.stdout.write(USAGE);
  const set = loadSet(values.set);
  const model = findModel(values.model)?.name ?? values.model;
  const roads = values.roads.split(',').map(toRoad);
  const requests = sample(set.requests, Number(values.sample));
  const judged = await judgeAll(requests, { set, model, roads, minutes: Number(values.minutes) });
  if (judged.length < requests.length * roads.length) {
    process.stderr.write(`${judged.length} of ${requests.length * roads.length} are done; the same command goes on\n`);
    process.exitCode = NOT_YET;
  }
  process.stdout.write(`${reportSet(judged)}\n`);
  if (values.misses) process.stdout.write(`\n${missesOf(judged)}\n`);
  if (values.json !== undefined) writeFileSync(values.json, `${JSON.stringify(judged)}\n`);
}

function toRoad(name: string): Road {
  const road = ROADS.find(one => one === name);
  if (road === undefined) throw new Error(`--roads: there is no ${name}; there are ${ROADS.join(', ')}`);
  return road;
}

function sample(requests: readonly SetRequest[], wanted: number): readonly SetRequest[] {
  const every = Math.max(1, requests.length / wanted);
  return requests.filter((_, index) => Math.floor(index / every) !== Math.floor((index - 1) / every));
}

interface Judging {
  readonly set: RequestSet;
  readonly model: string;
  readonly roads: readonly Road[];
  readonly minutes: number;
}

/** road after road, since the model keeps the beginning of one prompt at a time; request after request within it */
async function judgeAll(requests: readonly SetRequest[], { set, model, roads, minutes }: Judging): Promise<Judged[]> {
  const lazy = lazyAgent(model, { model, messages: [{ role: 'user', content: 'hello' }], max_tokens: 1, stream: true });
  const until = Date.now() + 60_000 * minutes;
  const replies = new KeptReplies(model, false, false).before(async body => await ask(await lazy.get(), body));
  const lift = liftContext(set.place);
  const judged: Judged[] = [];
  try {
    const pairs = roads.flatMap(road => requests.map(request => ({ road, request })));
    for (const { road, request } of pairs) {
      if (Date.now() > until) return judged;
      const travelled = await takeRoad(road, request.request, { ask: replies, model, lift });
      const result = judgeRequest(request, travelled.produced, lift);
      judged.push({ ...travelled, road, request, result });
      process.stderr.write(
        `${String(judged.length).padStart(5)} ${road} ${(travelled.ms / 1000).toFixed(1)} s  ${result}\n`,
      );
    }
  } finally {
    await lazy.stop();
  }
  return judged;
}

main().catch((error: unknown) => {
  process.stderr.write(`eval: ${error instanceof Error ? error.message : 'failed'}\n`);
  process.exit(1);
});
