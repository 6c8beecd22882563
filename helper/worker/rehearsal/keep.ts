import { createHash } from 'node:crypto';
import { closeSync, constants, fsyncSync, mkdirSync, openSync, readFileSync, writeFileSync, writeSync } from 'node:fs';
import { refusal } from '../errno.js';
import { sha256 } from './digest.js';
import { toBytes } from './invert.js';
import { eachPiece, find } from './look.js';
import { CONTENT, MANIFEST, STAGE_BYTES, type RehearsalChange, type Manifest } from './protocol.js';

const NEW = constants.O_WRONLY | constants.O_CREAT | constants.O_EXCL | constants.O_NOFOLLOW;

/** writes a manifest, on disk when it returns; returns the digest of its bytes */
export function writeManifest(store: string, manifest: Manifest): string {
  const bytes = toBytes(manifest);
  const fd = openSync(`${store}/${MANIFEST}`, NEW, 0o600);
  try {
    writeFileSync(fd, bytes);
    fsyncSync(fd);
  } finally {
    closeSync(fd);
  }
  syncPlace(store);
  return sha256(bytes);
}

/** refused where a single byte is another one than was agreed to */
export function readManifest(store: string, digest: string): Manifest {
  const bytes = readFileSync(`${store}/${MANIFEST}`);
  if (sha256(bytes) !== digest) throw refusal('changed', 'the change set is not the one that was agreed to');
  const manifest: unknown = JSON.parse(bytes.toString('utf8'));
  if (isManifest(manifest)) return manifest;
  throw refusal('changed', 'the change set makes no sense');
}

// our own bytes, known by their digest
function isManifest(value: unknown): value is Manifest {
  return typeof value === 'object' && value !== null && 'changes' in value && Array.isArray(value.changes);
}

export interface Keeping {
  readonly store: string;
  /** path to read the content of a changed path from */
  readonly at: (path: string) => string;
  readonly side: 'before' | 'after';
  /** as for a walk */
  readonly trusting?: boolean;
}

/** copies the content of each file of one side of a change set, once for each digest, and insists on that digest */
export function keepContents(changes: readonly RehearsalChange[], { store, at, side, trusting = true }: Keeping): void {
  mkdirSync(`${store}/${CONTENT}`, { recursive: true, mode: 0o700 });
  const kept = new Set<string>();
  let left = STAGE_BYTES;
  for (const change of changes) {
    const state = change[side];
    if (state?.kind !== 'file' || kept.has(state.sha256) || isSameContent(change)) continue;
    left -= state.size;
    if (left < 0) throw refusal('unfit', `the contents take more than ${STAGE_BYTES} bytes`);
    keepOne(at(change.path), contentOf(store, state.sha256), {
      trusting,
      sha256: state.sha256,
      path: change.path,
    });
    kept.add(state.sha256);
  }
  syncPlace(`${store}/${CONTENT}`);
}

export function isSameContent({ before, after }: RehearsalChange): boolean {
  return before?.kind === 'file' && after?.kind === 'file' && before.sha256 === after.sha256;
}

export function contentOf(store: string, digest: string): string {
  if (!/^[0-9a-f]{64}$/.test(digest)) throw refusal('changed', 'not a digest');
  return `${store}/${CONTENT}/${digest}`;
}

interface Kept {
  readonly trusting: boolean;
  readonly sha256: string;
  readonly path: string;
}

function keepOne(from: string, to: string, of: Kept): void {
  const fd = openSync(to, NEW, 0o600);
  const hash = createHash('sha256');
  try {
    const found = find(from, of.trusting);
    try {
      if (found?.fd === undefined) throw refuseMoved(of.path);
      eachPiece(found.fd, piece => {
        hash.update(piece);
        writeAll(fd, piece);
      });
    } finally {
      found?.close();
    }
    fsyncSync(fd);
  } finally {
    closeSync(fd);
  }
  if (hash.digest('hex') !== of.sha256) throw refuseMoved(of.path);
}

export function writeAll(fd: number, bytes: Buffer): void {
  for (let done = 0; done < bytes.length;) done += writeSync(fd, bytes, done);
}

export function syncPlace(directory: string): void {
  const fd = openSync(directory, constants.O_RDONLY | constants.O_DIRECTORY);
  try {
    fsyncSync(fd);
  } finally {
    closeSync(fd);
  }
}

function refuseMoved(path: string): Error {
  return refusal('changed', `${path} changed meanwhile`);
}
