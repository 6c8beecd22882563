import { appendFileSync, existsSync, readFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { down } from '../machine/driver.js';
import { findModel } from '../../agent/models/table.js';
import { ask } from '../model/ask.js';
import { lazyAgent } from '../model/eval.js';
import { liftContext } from '../model/effects.js';
import { ROADS, takeRoad, type Road } from '../model/roads.js';
import { loadExecutedSet, type ExecutedRequest } from './executed-set.js';
import { RESULTS, type Result } from './judge-executed.js';
import { prepareMachine } from './prepare.js';
import { byLlmsh, executeRequest, runLine, type Carry } from './run-in-machine.js';

const USAGE = `usage: npm run eval -- --executed FILE [--roads draft,plain,json] [--out FILE.jsonl] [--misses]
  carries each request of a set out in a booted Debian 13 and judges what became of the machine; needs root.
  test/executed/README.md says how a set is written.
  --roads   draft, json: llmsh with that planner; plain: the line that the same weights write, run as alice, then with sudo
  --out     keeps each result as it comes; the same command goes on where it was
  --misses  shows what was not right; leave it out for a set that is to stay fresh
`;

const options = {
  executed: { type: 'string' },
  roads: { type: 'string', default: 'draft,plain' },
  out: { type: 'string', default: 'build/executed.jsonl' },
  misses: { type: 'boolean', default: false },
  help: { type: 'boolean', default: false },
} as const;

interface Line {
  readonly road: Road;
  readonly request: string;
  readonly category: string;
  readonly language: string;
  readonly result: Result;
  readonly outside: readonly string[];
  readonly output: string;
  readonly ms: number;
}

async function main(): Promise<void> {
  const { values } = parseArgs({ options });
  if (values.help || values.executed === undefined) return void process.stdout.write(USAGE);
  const roads = ROADS.filter(road => values.roads.split(',').includes(road));
  const { requests } = loadExecutedSet(values.executed);
  const lines = readKept(values.out);
  for (const road of roads) {
    const left = requests.filter(({ request }) => !lines.some(line => line.road === road && line.request === request));
    if (left.length > 0) lines.push(...(await travel(road, left, values.out)));
  }
  process.stdout.write(`${report(lines)}\n`);
  if (values.misses) process.stdout.write(`\n${missesOf(lines)}\n`);
}

/** carries out what is left of a road, on a machine that no other road has touched */
async function travel(road: Road, requests: readonly ExecutedRequest[], out: string): Promise<Line[]> {
  const { carry, stop } = road === 'plain' ? plainRoad() : { carry: byLlmsh, stop: async () => {} };
  await prepareMachine(road === 'plain' ? 'auto' : road);
  const lines: Line[] = [];
  try {
    for (const request of requests) {
      const { result, outside, output, ms } = await executeRequest(request, carry);
      const { category, language } = request;
      const line: Line = { road, request: request.request, category, language, result, outside, output, ms };
      appendFileSync(out, `${JSON.stringify(line)}\n`);
      lines.push(line);
      process.stderr.write(`${String(lines.length).padStart(4)} ${road} ${(ms / 1000).toFixed(1)} s  ${result}\n`);
    }
  } finally {
    await stop();
    await down('trixie');
  }
  return lines;
}

function plainRoad(): { carry: Carry; stop: () => Promise<void> } {
  const model = findModel('default')?.name ?? 'default';
  const warm = { model, messages: [{ role: 'user' as const, content: 'hello' }], max_tokens: 1, stream: true as const };
  const lazy = lazyAgent(model, warm);
  const lift = liftContext({ user: 'alice', home: '/home/alice', cwd: '/home/alice' });
  const how = { ask: async (body: Parameters<typeof ask>[1]) => await ask(await lazy.get(), body), model, lift };
  const carry: Carry = async request => {
    const { shown } = await takeRoad('plain', request, how);
    const ran = await runLine(shown);
    return { ...ran, output: `$ ${shown}\n${ran.output}` };
  };
  return { carry, stop: () => lazy.stop() };
}

function readKept(path: string): Line[] {
  if (!existsSync(path)) return [];
  return readFileSync(path, 'utf8')
    .split('\n')
    .filter(line => line.endsWith('}'))
    .map((line): Line => JSON.parse(line));
}

function report(lines: readonly Line[]): string {
  const roads = [...new Set(lines.map(({ road }) => road))];
  const head = `| road | requests | ${RESULTS.join(' | ')} |\n| --- |${' ---: |'.repeat(RESULTS.length + 1)}`;
  const rows = roads.map(road => {
    const some = lines.filter(line => line.road === road);
    const cells = RESULTS.map(result => String(some.filter(line => line.result === result).length));
    return `| ${[road, some.length, ...cells].join(' | ')} |`;
  });
  return [head, ...rows].join('\n');
}

function missesOf(lines: readonly Line[]): string {
  return lines
    .filter(({ result }) => result !== 'right')
    .map(
      line =>
        `${line.road} ${line.result}: ${line.request}\n  ${line.outside.join(', ')}\n  ${line.output.slice(-400)}`,
    )
    .join('\n');
}

main().catch((error: unknown) => {
  process.stderr.write(`executed: ${error instanceof Error ? error.message : String(error)}\n`);
  process.exit(1);
});
