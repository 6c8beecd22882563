import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { cacheDirectory } from '../../models/directories.js';
import type { ModelEntry } from '../../models/table.js';
import { digestOfWords } from '../../states/manifest.js';
import { isRootsAlone, sharedStates } from '../../states/shared-states.js';
import { findStates, type Found } from '../../states/survey.js';
import { fixedPrefixes } from '../planning/warm-up.js';
import { withModel, type Shell } from '../session/shell-session.js';

export interface Prepared {
  /** people for whom the parts of the prompt that a first request needs have been read */
  readonly for: 'everybody' | 'you' | 'nobody';
  /** in one line */
  readonly text: string;
}

/** whether the instructions of a model have been read for this version, without loading it */
export async function findPrepared(entry: ModelEntry, shell: Shell): Promise<Prepared> {
  const env = shell.terminal.env;
  const words = fixedPrefixes(withModel(shell, entry.name)).map(messages => digestOfWords(messages));
  const find = (directory: string): Promise<Found[]> => findStates(directory, entry.sha256, words);
  const [place] = sharedStates(env);
  const trusted = place !== undefined && (await isRootsAlone(place));
  const shared = trusted ? await find(place) : [];
  if (shared.length === words.length) return { for: 'everybody', text: `prepared for everybody, ${sizeOf(shared)}` };
  const own = shell.terminal.uid === 0 ? [] : await find(join(cacheDirectory(env), 'prefixes'));
  const all = new Map([...own, ...shared].map(found => [found.words, found]));
  if (all.size === words.length) return { for: 'you', text: `prepared for you, ${sizeOf([...all.values()])}` };
  const open =
    place !== undefined && existsSync(place) && !trusted ? `; ${place} is not root's alone and not used` : '';
  const parts = `${words.length - all.size} of ${words.length} parts of its instructions`;
  return { for: 'nobody', text: `not prepared: ${parts} are read at the first request, a minute or more${open}` };
}

function sizeOf(found: readonly Found[]): string {
  return `${Math.round(found.reduce((sum, { bytes }) => sum + bytes, 0) / 1e6)} MB`;
}
