import type { PrepareContext } from '../call/context.js';
import type { UnfinishedCall } from '../records/interrupted.js';
import type { UndoStore } from '../undo/undo-store.js';
import type { UserDatabase } from '../subject/user-database.js';
import { openWorker, type WorkerContext } from '../files/worker-session.js';

export interface SweepParts extends Pick<PrepareContext, 'bounds' | 'units'> {
  readonly users: UserDatabase;
  readonly undo: UndoStore;
}

// actions that write a file by way of a temporary one
const WRITERS = new Set(['write-file', 'restore-file', 'set-pointer', 'set-keyboard-layout']);
// done as the caller, so what is left is taken away as the caller
const OWN = /-own-/;

/** takes away the temporary file that a call left whose operator and worker were both killed */
export async function sweepInterrupted(call: UnfinishedCall, parts: SweepParts): Promise<void> {
  const { record, uid, fields } = call;
  if (!WRITERS.has(String(fields['action']))) return;
  const path = await pathOf(call, parts.undo);
  if (path === undefined) return;
  const own = OWN.test(String(fields['action_id']));
  const subject = own ? await parts.users.find(uid) : { uid: 0, gid: 0, home: '/root' };
  if (!subject) return;
  const context: WorkerContext = { ...parts, subject, signal: new AbortController().signal };
  const session = await openWorker(context, own ? 'caller' : 'root');
  try {
    await session.sweep({ path, token: record });
  } finally {
    await session.end();
  }
}

// settings are written to a path of ours, which only what takes them back knows
async function pathOf({ record, fields }: UnfinishedCall, undo: UndoStore): Promise<string | undefined> {
  const named: unknown = Object(fields['details'])['path'];
  if (typeof named === 'string') return named;
  const saved = (await undo.find(record))?.inverse.params['path'];
  return typeof saved === 'string' ? saved : undefined;
}
