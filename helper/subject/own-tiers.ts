import type { Subject } from '../call/types.js';

/** for a preview: the reason why a person is asked for an administrator's password for what may be their own */
export function whyNotOwn({ uid, ownTiers, ownTiersReason }: Subject): { readonly note?: string } {
  return ownTiers || uid === 0 ? {} : { note: `asked as for a stranger: ${ownTiersReason}` };
}
