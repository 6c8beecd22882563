import type { PrepareContext } from '../call/context.js';
import type { CageCaller } from '../system/sandbox/sandboxes.js';

/** the person in a cage, with the places that it keeps from them: the same for a listed program and for a look */
export function callerOf({ subject: { uid, gid, home } }: PrepareContext): CageCaller {
  return { uid, gid, home };
}
