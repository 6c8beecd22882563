import { readdirSync } from 'node:fs';
import { compare } from './compare.js';
import { keepContents, writeManifest } from './keep.js';
import type { RehearseReply, RehearseRequest } from './protocol.js';
import { runScript } from './script.js';
import { buildStage, inCopy, RUN } from './stage.js';

// the clock of file times runs in steps
const CLOCK_STEP_MS = 20;

/** builds a copy of the machine, runs the script in it, and keeps what it changed there as data */
export function rehearse(request: RehearseRequest): RehearseReply {
  const { actor, denied, store } = request;
  const startedAt = Date.now() - CLOCK_STEP_MS;
  const { layers, plan } = buildStage();
  const ended = runScript(request, plan);
  const changes = compare({ layers, actor, denied, startedAt });
  keepContents(changes, { store, actor, at: inCopy, side: 'after' });
  const digest = writeManifest(store, { version: 1, as: actor.as, uid: actor.uid, changes });
  return { ok: true, digest, ...ended, refused: refusedIn(request), readOnly: plan.readOnly };
}

// the names are the script's to write: only those that we know mean anything
function refusedIn({ live }: RehearseRequest): string[] {
  const left = new Set(readdirSync(`${RUN}/llm-os-rehearsal/refused`));
  return live.filter(name => left.has(name));
}
