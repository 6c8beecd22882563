import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { availableParallelism, cpus } from 'node:os';
import { dirname } from 'node:path';
import { fileURLToPath } from 'node:url';
import { findModel } from '../../agent/models/table.js';
import type { Latency, Start } from './latency.js';
import type { Verdict } from './score.js';
import { table, type Scored } from './table.js';

export interface Run {
  readonly model: string;
  readonly free: boolean;
  readonly scored: readonly Scored[];
  readonly latency: Latency;
}

/** the committed table of a whole run; the count that `llmsh model list` shows and the floor reads goes with it */
export function writeReport(run: Run): string[] {
  const name = findModel(run.model)?.name ?? run.model;
  const path = inRepository(`test/model/scores/${name}${run.free ? '-free' : ''}.md`);
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, render(run));
  // without its grammar no model of this machine is ever asked
  if (run.free || findModel(name) === undefined) return [path];
  const models = inRepository('agent/models.json');
  writeFileSync(models, withScores(readFileSync(models, 'utf8'), name, run.scored));
  return [path, models];
}

export function render({ model, free, scored, latency }: Run): string {
  const title = findModel(model)?.title ?? model;
  const how = free ? 'without a grammar' : 'with the grammar of the actions';
  const day = new Date().toISOString().slice(0, 10);
  const machine = `${availableParallelism()} cores (${cpus()[0]?.model ?? 'unknown'}), no gpu, ${day}`;
  return [
    `# ${title}, ${how}`,
    '',
    `Made by \`npm run eval -- --model ${model}${free ? ' --free' : ''} --write\` on ${machine}, beside other load.`,
    '',
    table(scored),
    '',
    'The same plan of one step, from three beginnings (median of three):',
    '',
    '| beginning | first token | whole plan |',
    '| --- | ---: | ---: |',
    start('cold: no process, neither model nor prefix in the page cache', latency.cold),
    start('dormant: no process, both in the page cache', latency.dormant),
    start('warm: the process runs', latency.warm),
    '',
  ].join('\n');
}

function start(name: string, { firstMs, totalMs }: Start): string {
  return `| ${name} | ${(firstMs / 1000).toFixed(2)} s | ${(totalMs / 1000).toFixed(2)} s |`;
}

/** the table of models with other figures for one of them, every other byte as it was */
export function withScores(text: string, name: string, scored: readonly Scored[]): string {
  const count = (verdict: Verdict): number => scored.filter(one => one.verdict === verdict).length;
  const figures = [
    `"requests": ${scored.length}`,
    ...(['exact', 'invalid', 'widened'] as const).map(verdict => `"${verdict}": ${count(verdict)}`),
  ].join(', ');
  const entry = text.indexOf(`"name": ${JSON.stringify(name)}`);
  const from = text.indexOf('"scores": {', entry);
  const to = text.indexOf('}', from);
  if (entry < 0 || from < 0 || to < 0) throw new Error(`agent/models.json has no scores of ${name}`);
  return `${text.slice(0, from)}"scores": { ${figures} ${text.slice(to)}`;
}

function inRepository(path: string): string {
  return fileURLToPath(new URL(`../../../${path}`, import.meta.url));
}
