import { codeOf, refusal } from '../errno.js';
import { checkAll } from './check.js';
import { invert } from './invert.js';
import { keepContents, readManifest, readManifestBytes } from './keep.js';
import type { Keeper } from './keeper.js';
import { perform, sweep, trusts, type Performing } from './perform.js';
import { seize } from './seize.js';
import type { CarryOutRequest, GatherRequest, Manifest, PutBackRequest, RehearsalChange } from './protocol.js';

/** checks all of a change set, and keeps what takes it back */
export function gather(request: GatherRequest, keeper: Keeper): void {
  const { actor, store, digest } = request;
  const manifest = readManifest(store, digest);
  checkAll(manifest.changes, request);
  // an object that only gets another name keeps its content
  const changes = invert(manifest).changes.filter(({ change }) => change !== 'moved');
  keepContents(changes, { keeper, at: path => path, side: 'after', trusting: trusts(actor) });
}

/** makes all changes, or puts back those that it made */
export function carryOut({ actor, store, digest, journal, token, seized }: CarryOutRequest): void {
  const manifest = readManifest(store, digest);
  try {
    perform(manifest.changes, { actor, store, token, resuming: false, seized });
  } catch (error) {
    undo(invert(manifest).changes, { actor, store: journal, token });
    throw error;
  }
}

/** puts back what was begun by a process that is gone */
export function putBack({ actor, journal, token }: PutBackRequest): void {
  const { changes }: Manifest = JSON.parse(readManifestBytes(journal).toString('utf8'));
  undo(changes, { actor, store: journal, token });
}

type Undoing = Omit<Performing, 'resuming' | 'seized'>;

function undo(back: readonly RehearsalChange[], undoing: Undoing): void {
  try {
    // those that were given away already
    const seized = trusts(undoing.actor) ? {} : seize(back, true);
    const performing = { ...undoing, resuming: true, seized };
    sweep(back, performing);
    perform(back, performing);
  } catch (error) {
    const why = error instanceof Error && !('syscall' in error) ? error.message : codeOf(error);
    throw refusal('half', `it was neither finished nor taken back: ${why}`);
  }
}
