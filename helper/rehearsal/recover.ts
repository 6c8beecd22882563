import type { PrepareContext } from '../call/context.js';
import type { UnfinishedCall } from '../records/interrupted.js';
import type { UserDatabase } from '../subject/user-database.js';
import type { Actor } from '../worker/rehearsal/protocol.js';
import { takeBack } from './apply.js';
import { isRecord, journalOf, readPlace } from './stored.js';

export interface RecoverParts extends Pick<PrepareContext, 'bounds' | 'units'> {
  readonly users: UserDatabase;
}

/**
 * puts back what a call began whose operator and unit were both killed: files are as they were, or all as they were to
 * be. false for a call that has no journal
 */
export async function recoverChanges(
  { record, uid, fields }: UnfinishedCall,
  { bounds, units, users }: RecoverParts,
): Promise<boolean> {
  if (!isRecord(record)) return false;
  const journal = journalOf(record);
  if (!(await readPlace(journal))) return false;
  // as the record says: the journal of a caller's changes was the caller's to write
  const { as }: { as?: unknown } = Object(fields['details']);
  if (as !== 'caller' && as !== 'root') return true;
  const user = as === 'caller' ? await users.find(uid) : undefined;
  if (as === 'caller' && !user) return true;
  const actor: Actor = { as, uid, gid: user?.gid ?? 0, groups: Array.from(user?.groups ?? []) };
  const context = { units, signal: new AbortController().signal };
  await takeBack({ actor, journal, record, denied: bounds.paths.denied }, context);
  return true;
}
