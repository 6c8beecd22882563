import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { median } from '../bench/row.js';
import { AgentProcess, modelFor } from './agent-process.js';
import { ask, planBody, type Answer } from './ask.js';

export interface Timed {
  readonly name: string;
  readonly ms: number;
}

interface Dormant {
  readonly models: string;
  readonly cache: string;
  readonly main: string;
  readonly request: string;
}

/**
 * from no process to the whole plan, file in the page cache: with the reflex and without, in turn in one run; the agent is
 * the one that is installed, which is a few files and starts sooner than the tree of them
 */
export async function measureDormant(request: string, rounds: number): Promise<Timed[]> {
  const place = modelFor('default');
  if ('missing' in place) throw new Error(place.missing);
  const folder = mkdtempSync(join(tmpdir(), 'llmos-dormant-'));
  const cache = join(folder, 'cache');
  mkdirSync(cache, { mode: 0o700 });
  const [reflex, larger, warm]: [number[], number[], number[]] = [[], [], []];
  try {
    const dormant = { models: place.directory, cache, request, main: bundleInto(folder) };
    // digests and the prefix are kept from here on
    await once(dormant, 'off');
    await once(dormant, 'on');
    for (let round = 0; round < rounds; round++) {
      const [first, again] = await once(dormant, 'on');
      if (first?.planner !== 'reflex') throw new Error(`the reflex left it: ${first?.reflex ?? first?.errorCode}`);
      reflex.push(first.totalMs);
      warm.push(again?.totalMs ?? 0);
      larger.push((await once(dormant, 'off'))[0]?.totalMs ?? 0);
    }
  } finally {
    rmSync(folder, { recursive: true });
  }
  return [
    { name: 'a plan of the reflex, from dormant', ms: median(reflex) },
    { name: 'the same, warm', ms: median(warm) },
    { name: 'a plan of the larger model, from dormant', ms: median(larger) },
  ];
}

// the last answer is warm: the larger model, which loads behind the first, was waited for between them
async function once({ models, cache, main, request }: Dormant, reflex: 'on' | 'off'): Promise<Answer[]> {
  const started = performance.now();
  const agent = await new AgentProcess({ models, cache, main }).ready();
  const startMs = performance.now() - started;
  try {
    const first = await ask(agent, planBody(request, { llmos_reflex: reflex }));
    const whole = { ...first, totalMs: first.totalMs + startMs };
    if (reflex === 'off') return [whole];
    await ask(agent, planBody(request, { llmos_reflex: 'off' }));
    return [whole, await ask(agent, planBody(request, { llmos_reflex: 'on' }))];
  } finally {
    await agent.stop();
  }
}

/** laid out as it is installed: the bundle beside what it was made of */
export function bundleInto(folder: string): string {
  // from the sources as well as from their build
  const up = import.meta.url.includes('/dist/') ? '../../../' : '../../';
  const root = fileURLToPath(new URL(up, import.meta.url));
  for (const name of ['dist', 'node_modules', 'interfaces', 'agent', 'package.json'])
    symlinkSync(join(root, name), join(folder, name));
  const bundle = join(folder, 'bundle');
  execFileSync(process.execPath, [join(root, 'dist/packaging/bundle-agent.js'), 'dist', bundle], { cwd: root });
  return join(bundle, 'agent.js');
}
