import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { compare } from './compare.js';
import { asCaller } from './delegate.js';
import { keepContents, writeManifest } from './keep.js';
import type { CollectReply, CollectRequest, RehearseReply, RehearseRequest } from './protocol.js';
import { refuseAttributes } from './refuse-attributes.js';
import { runScript } from './script.js';
import { buildStage, inCopy, RUN, STAGE } from './stage.js';
import { readTouched } from './touched.js';

// the clock of file times runs in steps
const CLOCK_STEP_MS = 20;
const TOUCHED = `${STAGE}/touched`;

/** builds a copy of the machine, runs the script in it, and keeps what it changed there as data */
export function rehearse(request: RehearseRequest): RehearseReply {
  const { actor, denied, store } = request;
  const startedAt = Date.now() - CLOCK_STEP_MS;
  const { layers, plan } = buildStage();
  const ended = runScript(request, plan);
  // names only, which the script's own person may know
  writeFileSync(TOUCHED, JSON.stringify(layers.map(readTouched)), { mode: 0o644 });
  const collecting: CollectRequest = { op: 'collect', actor, denied, store, startedAt };
  const digest =
    actor.as === 'caller' ? asCaller<CollectReply>(collecting, { store }).digest : collect(collecting).digest;
  return { ok: true, digest, ...ended, refused: refusedIn(request), readOnly: plan.readOnly };
}

/** compares and keeps; as the caller where the script ran as the caller, so that the kernel shows what it would show them */
export function collect({ actor, denied, store, startedAt }: CollectRequest): CollectReply {
  const layers = JSON.parse(readFileSync(TOUCHED, 'utf8'));
  const changes = compare({ layers, denied, startedAt });
  refuseAttributes(changes, inCopy);
  keepContents(changes, { store, at: inCopy, side: 'after' });
  return { ok: true, digest: writeManifest(store, { version: 1, as: actor.as, uid: actor.uid, changes }) };
}

// the names are the script's to write: only those that we know mean anything
function refusedIn({ live }: RehearseRequest): string[] {
  const left = new Set(readdirSync(`${RUN}/llm-os-rehearsal/refused`));
  return live.filter(name => left.has(name));
}
