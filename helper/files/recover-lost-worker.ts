import type { PrepareContext, RunContext } from '../call/context.js';
import { OperatorError } from '../../interfaces/errors.js';
import { sameObject } from '../worker/facts.js';
import type { PathFacts } from './replies.js';
import { inspection } from './inspect-path.js';
import { WorkerFailure, WorkerLost, openWorker, type WorkerSession } from './worker-session.js';

/** a change of one file by a worker */
export interface FileOperation<T> {
  readonly session: WorkerSession;
  readonly path: string;
  /** as it was found, before the change */
  readonly facts: PathFacts;
  /** names what a killed worker may have left */
  readonly record: string;
  readonly change: () => Promise<T>;
  /** the reply that a worker still owed, told by what is there now; `undefined` where that does not tell */
  readonly done: (now: PathFacts) => T | undefined;
}

/**
 * settles a change whose worker was killed: inspects the file to learn whether the change happened, and removes
 * temporary files. drops the inverse of a change that did not happen
 */
export async function runWithRecovery<T>(act: FileOperation<T>, context: RunContext): Promise<T> {
  try {
    return await act.change();
  } catch (error) {
    if (error instanceof WorkerLost) return await settle(act, error, context);
    if (error instanceof WorkerFailure && error.code !== 'partial') await context.dropUndo();
    throw error;
  }
}

async function settle<T>(act: FileOperation<T>, lost: WorkerLost, context: RunContext): Promise<T> {
  const now = await lookAgain(act, context).catch(() => undefined);
  if (now && sameObject(act.facts, now)) {
    await context.dropUndo();
    throw new OperatorError(lost.code, `${lost.message}: nothing was changed`);
  }
  const owed = now && act.done(now);
  if (owed !== undefined) return owed;
  throw new OperatorError(lost.code, `${lost.message}: whether the file was changed is not known, so look at it`);
}

async function lookAgain(
  { session, path, record }: FileOperation<unknown>,
  context: PrepareContext,
): Promise<PathFacts> {
  const fresh = await openWorker(context, session.as);
  try {
    await fresh.sweep({ path, token: record });
    return await fresh.inspect({ ...inspection(path, context), resolve: false, digest: true, flags: false });
  } finally {
    await fresh.end();
  }
}
