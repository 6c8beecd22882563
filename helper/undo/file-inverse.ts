import { createHash } from 'node:crypto';
import type { Bounds } from '../config/config.js';
import type { RunContext } from '../call/context.js';
import type { PathFacts } from '../files/replies.js';
import type { WorkerSession } from '../files/worker-session.js';
import type { Inverse } from '../call/inverse.js';

export interface FileChange {
  readonly path: string;
  /** as the worker found it, which is also what it will insist on when it acts */
  readonly facts: PathFacts;
  readonly session: WorkerSession;
  /** content after the change; `undefined` if the file is deleted */
  readonly after: (before: Buffer) => Buffer | undefined;
  /** it is added to where it lies, and what takes that back leaves it there as well */
  readonly inPlace: boolean;
  /** root read it: what is kept of it is never given to less than an administrator */
  readonly guarded: boolean;
  /** the caller may read the current content, and saw the diff */
  readonly shown: boolean;
}

/** no longer there: the digest of no file */
export const NO_FILE = '';

export function sha256(bytes: Buffer): string {
  return createHash('sha256').update(bytes).digest('hex');
}

/** keeps what puts a file back as it is now; nothing of it has changed yet */
export async function saveFile(change: FileChange, context: RunContext): Promise<void> {
  const { facts, session } = change;
  if (whyNotKept(facts, context.bounds) !== undefined) return;
  if (facts.kind === 'missing') return await context.saveUndo(inverseOf(change, undefined));
  const { data, size } = await session.read({ offset: 0, limit: context.bounds.undo.maxRecordBytes });
  const bytes = Buffer.from(data, 'base64');
  // it grew meanwhile: a part of it is nothing to put back
  if (bytes.length < size) return;
  await context.saveUndo(inverseOf(change, bytes));
}

/** for a preview: said before anything runs */
export function whyNotKept(facts: PathFacts, { undo }: Bounds): string | undefined {
  if (facts.kind === 'missing') return undefined;
  if (!facts.readable) return 'you may not read what is there now';
  if (facts.fixed !== 'no') return 'nothing can be taken away from an append-only file';
  if (facts.size <= undo.maxRecordBytes) return undefined;
  return `what is there now takes ${facts.size} bytes, and at most ${undo.maxRecordBytes} are kept`;
}

function inverseOf({ path, facts, after, inPlace, guarded, shown }: FileChange, before: Buffer | undefined): Inverse {
  const whole = after(before ?? Buffer.alloc(0));
  const common = { path, present: whole === undefined ? NO_FILE : sha256(whole), guarded, shown };
  if (before === undefined) return { action: 'delete-file', params: common, expect: {} };
  // never more than ordinary permissions: what set the user or group before does not come back
  const mode = (facts.mode & 0o777).toString(8).padStart(4, '0');
  const params = { ...common, mode, uid: facts.uid, gid: facts.gid, ...(inPlace && { in_place: true }) };
  return { action: 'restore-file', params, bytes: before, expect: {} };
}
