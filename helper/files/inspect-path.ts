import type { PrepareContext } from '../call/context.js';
import { OperatorError } from '../../interfaces/errors.js';
import { checkPath, refuseDenied } from './path-check.js';
import type { PathFacts } from './replies.js';
import { isCodePlace } from '../config/places.js';
import { KeyedSerialQueue } from '../serial-queue.js';
import { WorkerFailure, openWorker, type WorkerSession } from './worker-session.js';

/** the caller's view of a path, inspected with the caller's own rights */
export type View =
  | { readonly seen: true; readonly facts: PathFacts; readonly session: WorkerSession }
  /** there may be something or nothing; the caller is not to learn which before polkit's yes */
  | { readonly seen: false; readonly session: undefined };

const HIDDEN: View = { seen: false, session: undefined };

/**
 * a path that a person typed is resolved, once: what comes of that is shown, ruled on, recorded and walked. a path that
 * was kept is what came of it then, and a link on its way is another way
 */
export type Spelling = 'typed' | 'kept';

export interface Sight {
  readonly spelling: Spelling;
  /** also hash the content, where the caller may read it */
  readonly digest: boolean;
  /** also look up the immutable and append-only flags of the inode */
  readonly flags: boolean;
}

/** looks as the caller, where the caller is somebody as whom we may run things */
export async function inspectAsCaller(
  path: string,
  context: PrepareContext,
  { spelling, ...sight }: Sight,
): Promise<View> {
  if (!context.subject.ownTiers) return HIDDEN;
  const session = await openWorker(context, 'caller');
  try {
    const resolve = spelling === 'typed';
    const facts = await session.inspect({ ...inspection(path, context), ...sight, resolve });
    // links were followed: what they lead to is judged like what was asked for
    checkPath(facts.path, context.bounds);
    if (facts.denied || (facts.unsure && (await isDenied(facts, context)))) throw refuseDenied(facts.path);
    assertRegularFile(facts, NO_FILES);
    return { seen: true, facts, session };
  } catch (error) {
    await session.end();
    if (error instanceof WorkerFailure && error.code === 'EACCES') return HIDDEN;
    throw toOperatorError(error);
  }
}

// one of several names of a file: root sees whether another one is denied, and says nothing else
async function isDenied({ dev, ino, uid }: PathFacts, context: PrepareContext): Promise<boolean> {
  const session = await openWorker(context, 'root');
  try {
    return await session.compare({ object: `${dev}:${ino}`, owner: uid, places: context.bounds.paths.denied });
  } finally {
    await session.end();
  }
}

/** a root worker's facts, or why there are none: bound, and not a word of them before polkit's yes */
export interface RootInspection {
  readonly session: WorkerSession;
  readonly facts: PathFacts | undefined;
  readonly problem: OperatorError | undefined;
}

const turns = new KeyedSerialQueue();

/** `typed` resolves links for root alone: for anybody else that would tell where they lead */
export async function inspectAsRoot(
  path: string,
  context: PrepareContext,
  spelling: Spelling,
): Promise<RootInspection> {
  return turns.run(context.subject.uid, () => look(path, context, spelling));
}

async function look(path: string, context: PrepareContext, spelling: Spelling): Promise<RootInspection> {
  const session = await openWorker(context, 'root');
  try {
    // looking at flags takes longer where there is something, which root alone may learn before it said yes
    const flags = context.subject.uid === 0;
    const resolve = spelling === 'typed' && flags;
    const facts = await session.inspect({ ...inspection(path, context), resolve, digest: false, flags });
    return { session, facts, problem: problemOf(facts, context) };
  } catch (error) {
    if (error instanceof WorkerFailure) return { session, facts: undefined, problem: toOperatorError(error) };
    await session.end();
    throw error;
  }
}

/**
 * a place that code is loaded from, under a name that does not say so: more authority would be asked for, which would
 * tell what it is to who cannot see it. so nothing more is asked, and nothing is done
 */
export function maskCodePath(bound: RootInspection, path: string, { bounds, subject }: PrepareContext): RootInspection {
  const { facts, problem } = bound;
  if (facts?.code !== true || subject.uid === 0 || isCodePlace(path, bounds.paths)) return bound;
  const text = 'the system runs code from there under another name: ask for it by that name';
  return { ...bound, facts: { ...facts, code: false }, problem: problem ?? new OperatorError('not-permitted', text) };
}

export function inspection(path: string, { bounds }: PrepareContext) {
  return { path, ...bounds.paths, maxBytes: bounds.files.maxObjectBytes };
}

function problemOf(facts: PathFacts, { bounds }: PrepareContext): OperatorError | undefined {
  try {
    checkPath(facts.path, bounds);
    if (facts.denied) throw refuseDenied(facts.path);
    assertRegularFile(facts, NOT_FOR_ROOT);
    refuseUntrusted(facts);
    return undefined;
  } catch (error) {
    if (error instanceof OperatorError) return error;
    throw error;
  }
}

const UNTRUSTED = "a directory on the way is not root's alone, so root does not follow it: ask as its owner";

export function refuseUntrusted(facts: PathFacts): void {
  if (!facts.trusted) throw new OperatorError('not-permitted', UNTRUSTED);
}

const NO_FILES = 'it is not on a file system for files (but on proc, sysfs or their like)';
const NOT_FOR_ROOT =
  'it is not on a local file system (but on proc, sysfs, fuse or the network), and root touches nothing there: ask as its owner';

function assertRegularFile(facts: PathFacts, elsewhere: string): void {
  if (facts.kind === 'directory') throw failed('it is a directory, not a file');
  if (facts.kind === 'symlink') throw failed('it is a symbolic link: name the file that it leads to');
  if (facts.kind === 'other')
    throw new OperatorError('not-permitted', 'it is a device, a socket or a pipe, not a file');
  if (!facts.local) throw new OperatorError('not-permitted', elsewhere);
}

const TEXTS: Readonly<Record<string, string>> = {
  ENOENT: 'there is no such file or directory',
  ENOTDIR: 'a part of the path is a symbolic link or not a directory',
  ELOOP: 'too many symbolic links',
  EACCES: 'permission denied',
  EPERM: 'the file system refused: is the file immutable or append-only, or the directory not yours? (EPERM)',
  EBUSY: 'the file is a mount point of its own, or in use: it cannot be replaced',
  EXDEV: 'the file is a mount point of its own: it cannot be replaced',
  ETXTBSY: 'the file is a program that runs',
  EIO: 'the disk reported an error',
  ENXIO: 'nothing is there to read from',
  EEXIST: 'something has that name by now',
  ENOSPC: 'the disk is full',
  EDQUOT: 'the quota is used up',
  EROFS: 'the file system is read-only',
  EISDIR: 'it is a directory, not a file',
  EFBIG: 'the file is larger than files.max_object_bytes of operator.toml lets through',
  ENAMETOOLONG: 'a name on the path is too long',
};

export function toOperatorError(error: unknown): OperatorError {
  if (error instanceof OperatorError) return error;
  if (!(error instanceof WorkerFailure)) throw error;
  if (error.code === 'untrusted') return new OperatorError('not-permitted', UNTRUSTED);
  if (error.code === 'unfit') return new OperatorError('not-permitted', error.message);
  if (error.code === 'changed') return failed(`${error.message}; nothing was done`);
  if (error.code === 'partial') return failed(error.message);
  return failed(TEXTS[error.code] ?? `the file system refused (${error.code})`);
}

function failed(text: string): OperatorError {
  return new OperatorError('failed', text);
}
