import { sha256 } from './digest.js';
import type { RehearsalChange, Manifest, RehearsalState } from './protocol.js';

const OTHERS_WRITE = 0o022;
const USUAL = 0o755;

/** the same changes the other way round; what was erased stays so */
export function invert(manifest: Manifest): Manifest {
  return { ...manifest, changes: manifest.changes.filter(({ change }) => change !== 'erased').map(invertOne) };
}

/** digest of the bytes that the inverse is kept as */
export function invertedDigest(manifest: Manifest): string {
  return sha256(toBytes(invert(manifest)));
}

/** one spelling for one change set, however it was read */
export function toBytes({ version, as, uid, changes }: Manifest): Buffer {
  const plain = changes.map(({ path, change, before, after, to, from }) => {
    const states = { before: plainState(before), after: plainState(after) };
    // absent from the text where undefined
    return { path, change, ...states, to, from };
  });
  return Buffer.from(JSON.stringify({ version, as, uid, changes: plain }));
}

function plainState(state: RehearsalState | null): RehearsalState | null {
  if (!state) return null;
  const { kind, mode, uid, gid, size, sha256: digest, target } = state;
  return { kind, mode, uid, gid, size, sha256: digest, target };
}

function invertOne({ path, change, before, after, to }: RehearsalChange): RehearsalChange {
  if (change === 'moved') return { path: to ?? path, change, before, after, to: path };
  const inverse = change === 'created' ? 'deleted' : change === 'deleted' ? 'created' : change;
  return { path, change: inverse, before: after, after: before };
}

/** true where a name gets all that lies below it with it, whatever that is: a link, or a directory that is moved there */
export function bringsContent({ change, before, after }: RehearsalChange): boolean {
  if (change === 'moved') return before?.kind !== 'file';
  return after?.kind === 'symlink';
}

/** true where a directory gets an owner or a group, or lets others write: they decide from then on what lies below it */
export function isGivenAway({ change, before, after }: RehearsalChange): boolean {
  if (after?.kind !== 'directory' || change === 'moved') return false;
  const isOpened = (after.mode & ~(before?.mode ?? USUAL) & OTHERS_WRITE) !== 0;
  return isOpened || (before !== null && (before.uid !== after.uid || before.gid !== after.gid));
}
