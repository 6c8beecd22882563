import { createHash } from 'node:crypto';
import { closeSync, constants, fstatSync, openSync, readFileSync } from 'node:fs';
import { refusal } from '../errno.js';
import { sha256 } from './digest.js';
import { toBytes } from './invert.js';
import type { Keeper } from './keeper.js';
import { eachPiece, find } from './look.js';
import { MANIFEST, MAX_MANIFEST_BYTES, STAGE_BYTES, type RehearsalChange, type Manifest } from './protocol.js';

/** returns the digest of the manifest's bytes */
export function writeManifest(keeper: Keeper, manifest: Manifest): string {
  const bytes = toBytes(manifest);
  keeper.begin(MANIFEST);
  keeper.data(bytes);
  keeper.end();
  return sha256(bytes);
}

/** refused where a single byte is another one than was agreed to */
export function readManifest(store: string, digest: string): Manifest {
  const bytes = readManifestBytes(store);
  if (sha256(bytes) !== digest) throw refusal('changed', 'the change set is not the one that was agreed to');
  const manifest: unknown = JSON.parse(bytes.toString('utf8'));
  if (isManifest(manifest)) return manifest;
  throw refusal('changed', 'the change set makes no sense');
}

/** no more than a change set may take, whatever lies there */
export function readManifestBytes(store: string): Buffer {
  const fd = openSync(`${store}/${MANIFEST}`, constants.O_RDONLY | constants.O_NOFOLLOW | constants.O_NONBLOCK);
  try {
    const stats = fstatSync(fd);
    if (!stats.isFile() || stats.size > MAX_MANIFEST_BYTES) throw refusal('changed', 'the change set is too large');
    return readFileSync(fd);
  } finally {
    closeSync(fd);
  }
}

// our own bytes, known by their digest
function isManifest(value: unknown): value is Manifest {
  return typeof value === 'object' && value !== null && 'changes' in value && Array.isArray(value.changes);
}

export interface Keeping {
  readonly keeper: Keeper;
  /** path to read the content of a changed path from */
  readonly at: (path: string) => string;
  readonly side: 'before' | 'after';
  /** as for a walk */
  readonly trusting?: boolean;
}

/** copies the content of each file of one side of a change set, once for each digest, and insists on that digest */
export function keepContents(
  changes: readonly RehearsalChange[],
  { keeper, at, side, trusting = true }: Keeping,
): void {
  const kept = new Set<string>();
  let left = STAGE_BYTES;
  for (const change of changes) {
    const state = change[side];
    if (state?.kind !== 'file' || kept.has(state.sha256) || isSameContent(change)) continue;
    left -= state.size;
    if (left < 0) throw refusal('unfit', `the contents take more than ${STAGE_BYTES} bytes`);
    keepOne(at(change.path), keeper, { trusting, sha256: state.sha256, path: change.path });
    kept.add(state.sha256);
  }
}

export function isSameContent({ before, after }: RehearsalChange): boolean {
  return before?.kind === 'file' && after?.kind === 'file' && before.sha256 === after.sha256;
}

interface Kept {
  readonly trusting: boolean;
  readonly sha256: string;
  readonly path: string;
}

function keepOne(from: string, keeper: Keeper, of: Kept): void {
  const hash = createHash('sha256');
  keeper.begin(of.sha256);
  const found = find(from, of.trusting);
  try {
    if (found?.fd === undefined) throw refuseMoved(of.path);
    eachPiece(found.fd, piece => {
      hash.update(piece);
      keeper.data(piece);
    });
  } finally {
    found?.close();
  }
  if (hash.digest('hex') !== of.sha256) throw refuseMoved(of.path);
  keeper.end();
}

function refuseMoved(path: string): Error {
  return refusal('changed', `${path} changed meanwhile`);
}
