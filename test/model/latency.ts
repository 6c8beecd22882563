import { mkdirSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { execa } from 'execa';
import { findModel } from '../../agent/models/table.js';
import { median } from '../bench/row.js';
import { AgentProcess } from './agent-process.js';
import { ask, planBody } from './ask.js';

const REQUEST = "Create a file named hello.txt with content 'world'";
const ROUNDS = 3;

export interface Start {
  /** from starting the process to the first piece of a plan */
  readonly firstMs: number;
  /** and to its end */
  readonly totalMs: number;
}

export interface Latency {
  /** neither the model's file nor the saved prefix is in the page cache */
  readonly cold: Start;
  /** both are, but no process runs */
  readonly dormant: Start;
  /** the same request again in a process that runs */
  readonly warm: Start;
}

/** measures the wait for the same plan from three states: cold, dormant and warm */
export async function measureLatency(model: string, models: string): Promise<Latency> {
  const place = mkdtempSync(join(tmpdir(), 'llmos-latency-'));
  const cache = join(place, 'cache');
  mkdirSync(cache, { mode: 0o700 });
  // a file of its own: one that another process maps cannot be forgotten
  const file = findModel(model)?.file ?? '';
  const own = join(place, file);
  await execa('cp', ['--reflink=auto', join(models, file), own]);
  await execa('sync', [own]);
  const cold: Start[] = [];
  const dormant: Start[] = [];
  const warm: Start[] = [];
  try {
    // the digest is remembered and the prefix is saved from here on
    await planFrom({ model, models: place, cache });
    for (let round = 0; round < ROUNDS; round++) {
      await forget([own, ...filesUnder(cache)]);
      cold.push((await planFrom({ model, models: place, cache })).start);
      const again = await planFrom({ model, models: place, cache });
      dormant.push(again.start);
      warm.push(again.warm);
    }
  } finally {
    rmSync(place, { recursive: true });
  }
  return { cold: middle(cold), dormant: middle(dormant), warm: middle(warm) };
}

interface Place {
  readonly model: string;
  readonly models: string;
  readonly cache: string;
}

async function planFrom({ model, models, cache }: Place): Promise<{ start: Start; warm: Start }> {
  const began = performance.now();
  const agent = await new AgentProcess({ models, cache }).ready();
  const startMs = performance.now() - began;
  try {
    const { firstMs, totalMs } = await ask(agent, planBody(REQUEST, { model }));
    const warm = await ask(agent, planBody(REQUEST.replaceAll('hello', 'other'), { model }));
    return { start: { firstMs: startMs + firstMs, totalMs: startMs + totalMs }, warm };
  } finally {
    await agent.stop();
  }
}

// for files that nobody has open this needs no root; what cannot be forgotten would make a cold start look warm
async function forget(paths: readonly string[]): Promise<void> {
  for (const path of paths) {
    await execa('dd', [`if=${path}`, 'iflag=nocache', 'count=0', 'status=none']);
    const { stdout } = await execa('fincore', ['--bytes', '--noheadings', '--output', 'RES', path]);
    if (Number(stdout.trim()) > 0) throw new Error(`${path} stays in the page cache: does another process use it?`);
  }
}

function filesUnder(folder: string): string[] {
  const entries = readdirSync(folder, { recursive: true, withFileTypes: true });
  return entries.filter(entry => entry.isFile()).map(entry => join(entry.parentPath, entry.name));
}

function middle(starts: readonly Start[]): Start {
  return {
    firstMs: median(starts.map(({ firstMs }) => firstMs)),
    totalMs: median(starts.map(({ totalMs }) => totalMs)),
  };
}
