import { readdirSync, writeFileSync } from 'node:fs';
import { TOUCHED } from './collect.js';
import { DirectoryKeeper } from './keeper.js';
import type { CopyPlan } from './mount-table.js';
import { delegatePart } from './parts.js';
import type { RehearseReply, RehearseRequest } from './protocol.js';
import { runScript } from './script.js';
import { buildStage, RUN } from './stage.js';
import { readTouched } from './touched.js';

// the clock of file times runs in steps
const CLOCK_STEP_MS = 20;

/** builds a copy of the machine, runs the script in it, and keeps what it changed there as data */
export async function rehearse(request: RehearseRequest): Promise<RehearseReply> {
  const { actor, denied, store } = request;
  const startedAt = Date.now() - CLOCK_STEP_MS;
  const { layers, plan } = buildStage();
  const ended = runScript(request, plan);
  // names only, which the script's own person may know
  writeFileSync(TOUCHED, JSON.stringify({ layers: layers.map(readTouched), mounts: mountsOf(plan) }), { mode: 0o644 });
  const keeper = new DirectoryKeeper(store);
  await delegatePart({ op: 'collect', actor, denied, startedAt }, {}, keeper);
  return {
    ok: true,
    digest: keeper.finish(),
    ...ended,
    refused: refusedIn(request),
    readOnly: [...plan.readOnly, ...plan.covered],
  };
}

function mountsOf({ layers, readOnly, covered }: CopyPlan): string[] {
  return [...layers, ...readOnly, ...covered];
}

// the names are the script's to write: only those that we know mean anything
function refusedIn({ live }: RehearseRequest): string[] {
  const left = new Set(readdirSync(`${RUN}/llm-os-rehearsal/refused`));
  return live.filter(name => left.has(name));
}
