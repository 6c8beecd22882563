import type { PathFacts } from '../files/replies.js';
import { isCodePlace, type CodePlaces } from '../config/places.js';

export interface WriteCase {
  readonly path: string;
  readonly mode: number | undefined;
  readonly uid: number;
  readonly places: CodePlaces;
  /** facts that the caller may see; `undefined` where it sees none */
  readonly seen: PathFacts | undefined;
}

/** places by who may write there: each takes a tier of its own, whatever an action calls it */
export type WritePlace = 'own-new' | 'own-startup' | 'own' | 'new' | 'other' | 'code';

/** how much authority a write takes, decided by nothing but what the caller could see for itself */
export function decideWritePlace({ path, mode, uid, places, seen }: WriteCase): WritePlace {
  if (isCodePlace(path, places) || seen?.code === true) return 'code';
  // the same words whether something is there or not
  if (!seen) return 'other';
  if (seen.kind === 'missing') return seen.parentWritable ? newOwnFile(path, mode) : 'new';
  return seen.parentWritable && seen.uid === uid ? 'own' : 'other';
}

export function isOwn(place: WritePlace): boolean {
  return place === 'own-new' || place === 'own-startup' || place === 'own';
}

// shells, desktops and schedulers run what lies under a dot-name of the home; what is executable says so itself
function newOwnFile(path: string, mode: number | undefined): WritePlace {
  const hidden = path.split('/').some(name => name.startsWith('.'));
  const executable = ((mode ?? 0) & 0o111) !== 0;
  return hidden || executable ? 'own-startup' : 'own-new';
}
