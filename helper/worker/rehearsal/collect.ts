import { readFileSync } from 'node:fs';
import { compare } from './compare.js';
import { keepContents, writeManifest } from './keep.js';
import type { Keeper } from './keeper.js';
import type { CollectRequest } from './protocol.js';
import { refuseAttributes } from './refuse-attributes.js';
import { inCopy, STAGE } from './stage.js';

/** names that the script touched, as text */
export const TOUCHED = `${STAGE}/touched`;

/** compares and keeps; as the caller where the script ran as the caller, so that the kernel shows what it would show them */
export function collect({ actor, denied, startedAt }: CollectRequest, keeper: Keeper): void {
  const layers = JSON.parse(readFileSync(TOUCHED, 'utf8'));
  const changes = compare({ layers, denied, startedAt });
  refuseAttributes(changes, inCopy);
  keepContents(changes, { keeper, at: inCopy, side: 'after' });
  writeManifest(keeper, { version: 1, as: actor.as, uid: actor.uid, changes });
}
