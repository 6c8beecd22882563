import type { Facts } from './replies.js';
import { isWithin } from '../worker/path-patterns.js';

export interface WriteCase {
  readonly path: string;
  readonly mode: number | undefined;
  readonly uid: number;
  readonly codePlaces: readonly string[];
  /** what the caller sees, `undefined` where it sees nothing */
  readonly seen: Facts | undefined;
}

export type WriteTier =
  | 'create-own-file'
  | 'create-own-startup-file'
  | 'overwrite-own-file'
  | 'create-file'
  | 'overwrite-file'
  | 'write-code-file';

/** how much authority a write takes, decided by nothing but what the caller could see for itself */
export function decideWriteTier({ path, mode, uid, codePlaces, seen }: WriteCase): WriteTier {
  if (isWithin(path, codePlaces) || seen?.code === true) return 'write-code-file';
  // the same words whether something is there or not
  if (!seen) return 'overwrite-file';
  if (seen.kind === 'missing') return seen.parentWritable ? newOwnFile(path, mode) : 'create-file';
  return seen.parentWritable && seen.uid === uid ? 'overwrite-own-file' : 'overwrite-file';
}

export function isOwn(tier: WriteTier): boolean {
  return tier === 'create-own-file' || tier === 'create-own-startup-file' || tier === 'overwrite-own-file';
}

// shells, desktops and schedulers run what lies under a dot-name of the home; what is executable says so itself
function newOwnFile(path: string, mode: number | undefined): WriteTier {
  const hidden = path.split('/').some(name => name.startsWith('.'));
  const executable = ((mode ?? 0) & 0o111) !== 0;
  return hidden || executable ? 'create-own-startup-file' : 'create-own-file';
}
