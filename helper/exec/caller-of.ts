import type { PrepareContext } from '../call/context.js';
import type { CageCaller } from '../system/sandbox/sandboxes.js';

/** who runs in a cage, and what the cage keeps from them: the same for a listed program and for a look */
export function callerOf({ subject: { uid, gid, home } }: PrepareContext): CageCaller {
  return { uid, gid, home };
}
