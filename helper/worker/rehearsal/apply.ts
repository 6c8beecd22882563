import { closeSync, fsyncSync, openSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { codeOf, refusal } from '../errno.js';
import { gather } from './carry-out.js';
import { assertOurs } from './delegate.js';
import { sha256 } from './digest.js';
import { invert } from './invert.js';
import { readManifest, readManifestBytes, writeManifest } from './keep.js';
import { DirectoryKeeper, KEEPS_NOTHING, syncPlace } from './keeper.js';
import { delegatePart } from './parts.js';
import { trusts } from './perform.js';
import {
  PROGRESS,
  type ApplyReply,
  type ApplyRequest,
  type GatherRequest,
  type RecoverRequest,
  type RehearsalChange,
} from './protocol.js';
import { release, seize, type Seized } from './seize.js';

/** carries out a change set, all of it or nothing: what takes it back is on disk before the first change */
export async function apply(request: ApplyRequest): Promise<ApplyReply> {
  const { actor, store, digest, denied, code, data, journal, token } = request;
  const manifest = readManifest(store, digest);
  if (manifest.as !== actor.as || manifest.uid !== actor.uid) {
    throw refusal('changed', 'the change set is of somebody else');
  }
  const keeper = new DirectoryKeeper(journal);
  writeManifest(keeper, invert(manifest));
  const gathering = { op: 'gather', actor, store, digest, denied, code, data, seized: {} } as const;
  const seized = trusts(actor) ? {} : takeAndGather(manifest.changes, { gathering, keeper, journal });
  if (trusts(actor)) await delegatePart(gathering, { store }, keeper);
  const undo = keeper.finish();
  note(journal, 'applying');
  try {
    const carryOut = { op: 'carry-out', actor, store, digest, journal, token, seized } as const;
    await delegatePart(carryOut, { store, journal }, KEEPS_NOTHING);
  } catch (error) {
    if (!['half', 'lost'].includes(codeOf(error))) note(journal, 'back');
    throw error;
  }
  note(journal, 'done');
  return { ok: true, undo };
}

interface Gathering {
  readonly gathering: GatherRequest;
  readonly keeper: DirectoryKeeper;
  readonly journal: string;
}

// a directory that is made root's alone is a change: a process that is killed leaves it to `recover`
function takeAndGather(changes: readonly RehearsalChange[], { gathering, keeper, journal }: Gathering): Seized {
  note(journal, 'applying');
  try {
    const seized = seize(changes, false);
    try {
      gather({ ...gathering, seized }, keeper);
    } catch (error) {
      release(seized);
      throw error;
    }
    return seized;
  } catch (error) {
    note(journal, 'back');
    throw error;
  }
}

/** puts back what a worker that was killed began; `undo` tells whether it had ended well, and nothing was put back */
export async function recover({ actor, journal, token }: RecoverRequest): Promise<ApplyReply> {
  assertOurs(journal);
  const progress = readText(`${journal}/${PROGRESS}`);
  if (progress === 'done') return { ok: true, undo: sha256(readManifestBytes(journal)) };
  if (progress !== 'applying') return { ok: true, undo: '' };
  await delegatePart({ op: 'put-back', actor, journal, token }, { journal }, KEEPS_NOTHING);
  note(journal, 'back');
  return { ok: true, undo: '' };
}

function note(journal: string, progress: 'applying' | 'done' | 'back'): void {
  const fresh = `${journal}/${PROGRESS}.new`;
  const fd = openSync(fresh, 'w', 0o600);
  writeFileSync(fd, progress);
  fsyncSync(fd);
  closeSync(fd);
  renameSync(fresh, `${journal}/${PROGRESS}`);
  syncPlace(journal);
}

function readText(path: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return '';
  }
}
