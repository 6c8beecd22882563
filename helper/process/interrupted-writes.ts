import type { Action } from '../action/action.js';
import type { Details } from '../call/types.js';
import type { PrepareContext } from '../call/context.js';
import type { UnfinishedCall } from '../records/interrupted.js';
import type { UserDatabase } from '../subject/user-database.js';
import { recoverChanges } from '../rehearsal/recover.js';
import { openWorker, type WorkerContext } from '../files/worker-session.js';
import { toActionId } from '../../interfaces/names.js';

export interface SweepParts extends Pick<PrepareContext, 'bounds' | 'units'> {
  readonly users: UserDatabase;
  /** all that a record may name */
  readonly actions: readonly Action[];
}

/** removes the temporary file that a call left whose operator and worker were both killed, as the user that made it */
export async function sweepInterrupted(call: UnfinishedCall, parts: SweepParts): Promise<void> {
  const { record, uid, fields } = call;
  if (await recoverChanges(call, parts)) return;
  const action = parts.actions.find(({ name }) => name === fields['action']);
  const tier = action?.tiers.find(({ name }) => toActionId(name) === fields['action_id']);
  if (!action || !tier || action.risk.readOnly) return;
  const paths = action.effects({}, textsOf(fields['details']))?.paths ?? [];
  if (paths.length === 0) return;
  const own = tier.runsAs === 'caller';
  const subject = own ? await parts.users.find(uid) : { uid: 0, gid: 0, home: '/root' };
  if (!subject) return;
  const context: WorkerContext = { ...parts, subject, signal: new AbortController().signal };
  const session = await openWorker(context, own ? 'caller' : 'root');
  try {
    for (const path of paths) await session.sweep({ path, token: record });
  } finally {
    await session.end();
  }
}

function textsOf(details: unknown): Details {
  // a value that is not in the record in clear names no path
  const entries = Object.entries(Object(details)).flatMap(([key, value]) =>
    typeof value === 'string' ? [[key, value] as const] : [],
  );
  return Object.fromEntries(entries);
}
