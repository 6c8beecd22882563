import { accessSync, constants, readFileSync } from 'node:fs';
import { dirname } from 'node:path/posix';
import { refusal } from '../errno.js';
import { compare } from './compare.js';
import { keepContents, writeManifest } from './keep.js';
import type { Keeper } from './keeper.js';
import type { CollectRequest, RehearsalChange } from './protocol.js';
import { refuseAttributes } from './refuse-attributes.js';
import { inCopy, STAGE } from './stage.js';

/** names that the script touched, as text */
export const TOUCHED = `${STAGE}/touched`;

/** compares and keeps; as the caller where the script ran as the caller, so that the kernel shows what it would show them */
export function collect({ actor, denied, startedAt }: CollectRequest, keeper: Keeper): void {
  const touched = JSON.parse(readFileSync(TOUCHED, 'utf8'));
  const compared = compare({ ...touched, denied, startedAt });
  refuseAttributes(compared, inCopy);
  const { changes } = compared;
  refuseShut(changes);
  keepContents(changes, { keeper, at: inCopy, side: 'after' });
  writeManifest(keeper, { version: 1, as: actor.as, uid: actor.uid, changes });
}

// the script opened it and shut it again: to who carries its changes out it is shut
function refuseShut(changes: readonly RehearsalChange[]): void {
  const own = new Set(changes.map(({ path }) => path));
  const entries = changes.filter(change => !isSameObject(change));
  for (const directory of new Set(entries.map(({ path }) => dirname(path)))) {
    if (own.has(directory)) continue;
    try {
      accessSync(directory, constants.W_OK);
    } catch {
      const text = `${directory} may not be written to as it is: make it writable, then rehearse again`;
      throw refusal('unfit', `${text}; none of it is done`);
    }
  }
}

// content and name stay: no entry of its directory is written
function isSameObject({ before, after }: RehearsalChange): boolean {
  return (
    before !== null && before.kind === after?.kind && before.sha256 === after.sha256 && before.target === after.target
  );
}
