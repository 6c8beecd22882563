import type { PrepareContext } from '../call/context.js';
import type { CageCaller } from '../system/sandbox/sandboxes.js';
import { hiddenPlaces } from './hidden-places.js';

/** the person in a cage; what is denied to reading and writing is denied to a listed program and to a look */
export function callerOf({ subject: { uid, gid, home }, bounds }: PrepareContext): CageCaller {
  return { uid, gid, home, hidden: hiddenPlaces(bounds.paths.denied, home) };
}
