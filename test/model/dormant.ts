import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { median } from '../bench/row.js';
import { AgentProcess, modelFor } from './agent-process.js';
import { ask, planBody, type Answer } from './ask.js';

export interface Timed {
  readonly name: string;
  readonly ms: number;
}

/** from no process to the whole plan, file in the page cache: with the reflex and without, in turn in one run */
export async function measureDormant(request: string, rounds: number): Promise<Timed[]> {
  const place = modelFor('default');
  if ('missing' in place) throw new Error(place.missing);
  const cache = mkdtempSync(join(tmpdir(), 'llmos-dormant-'));
  const [reflex, larger, warm]: [number[], number[], number[]] = [[], [], []];
  try {
    // digests and the prefix are kept from here on
    await once(place.directory, cache, request, 'off');
    await once(place.directory, cache, request, 'on');
    for (let round = 0; round < rounds; round++) {
      const [first, again] = await once(place.directory, cache, request, 'on');
      if (first?.planner !== 'reflex') throw new Error(`the reflex left it: ${first?.reflex}`);
      reflex.push(first.totalMs);
      warm.push(again?.totalMs ?? 0);
      larger.push((await once(place.directory, cache, request, 'off'))[0]?.totalMs ?? 0);
    }
  } finally {
    rmSync(cache, { recursive: true });
  }
  return [
    { name: 'a plan of the reflex, from dormant', ms: median(reflex) },
    { name: 'the same, warm', ms: median(warm) },
    { name: 'a plan of the larger model, from dormant', ms: median(larger) },
  ];
}

// the second answer is warm, also for the larger model that loads beside the first
async function once(models: string, cache: string, request: string, reflex: 'on' | 'off'): Promise<Answer[]> {
  const started = performance.now();
  const agent = await new AgentProcess({ models, cache }).ready();
  const startMs = performance.now() - started;
  try {
    const first = await ask(agent, planBody(request, { llmos_reflex: reflex }));
    const again = reflex === 'on' ? [await ask(agent, planBody(request, { llmos_reflex: reflex }))] : [];
    return [{ ...first, totalMs: first.totalMs + startMs }, ...again];
  } finally {
    await agent.stop();
  }
}
