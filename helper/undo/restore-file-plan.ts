import type { Preparation } from '../action/action.js';
import type { ActionPreview } from '../../interfaces/preview.js';
import type { PrepareContext, RunContext } from '../call/context.js';
import { checkPath, displayWhole } from '../files/path-check.js';
import { runWithRecovery } from '../files/recover-lost-worker.js';
import { pinContent } from '../files/pin.js';
import type { PathFacts } from '../files/replies.js';
import {
  inspectAsRoot,
  maskCodePath,
  refuseUntrusted,
  toOperatorError,
  inspectAsCaller,
  type View,
} from '../files/inspect-path.js';
import type { WorkerSession } from '../files/worker-session.js';
import { previewChange } from '../files/write-preview.js';
import { isCodePlace } from '../config/places.js';
import { OperatorError } from '../../interfaces/errors.js';
import { NO_FILE, saveFile, sha256 } from './file-inverse.js';

/** how a file is to be put back */
export interface SavedFile {
  readonly path: string;
  /** digest of what the undone call left there, empty where it left nothing */
  readonly present: string;
  readonly guarded: boolean;
  /** the present caller could read the content back then */
  readonly shown?: boolean | undefined;
  /** the record that is undone */
  readonly undoes: string;
  /** although something else is there now */
  readonly force: boolean;
}

export interface RestoreOperation {
  readonly verb: string;
  readonly tiers: { readonly own: string; readonly other: string };
  /** content after the restore; `undefined` if the file is deleted */
  readonly content: Buffer | undefined;
  act(session: WorkerSession, by: { readonly own: boolean; readonly record: string }): Promise<unknown>;
}

type Done = Readonly<Record<string, never>>;

interface Target {
  readonly own: boolean;
  readonly session: WorkerSession;
  readonly facts: PathFacts | undefined;
  readonly refuse: OperatorError | undefined;
  /** diff shown in the prompt; empty unless the caller may read both the current and the saved content */
  readonly preview: ActionPreview;
}

/** the same walk, tiers and refusals as any write, for the file as it is found now and for who asks now */
export async function prepareRestore(
  saved: SavedFile,
  put: RestoreOperation,
  context: PrepareContext,
): Promise<Preparation<Done>> {
  checkPath(saved.path, context.bounds);
  const target = await findTarget(saved, put, context);
  try {
    return describe(saved, put, target, isCodePlace(saved.path, context.bounds.paths));
  } catch (error) {
    await target.session.end();
    throw toOperatorError(error);
  }
}

const KEPT = { spelling: 'kept', digest: true, flags: false } as const;

async function findTarget(saved: SavedFile, put: RestoreOperation, context: PrepareContext): Promise<Target> {
  const view = await inspectAsCaller(saved.path, context, KEPT);
  if (!view.seen) return await asRoot(saved, context);
  const { facts, session } = view;
  let preview: ActionPreview = {};
  try {
    if (saved.shown === true) preview = await previewPut(view, put);
    if (isOwnPlace(facts, context.subject.uid) && !saved.guarded) {
      // the caller can read this file, so a mismatch is reported before polkit is asked
      if (!saved.force) assertExpectedContent(facts.kind === 'missing' ? NO_FILE : facts.sha256 || 'unreadable', saved);
      return { own: true, session, facts, refuse: undefined, preview };
    }
    refuseUntrusted(facts);
  } catch (error) {
    await session.end();
    throw error;
  }
  await session.end();
  return await asRoot(saved, context, preview);
}

async function asRoot(saved: SavedFile, context: PrepareContext, seen?: ActionPreview): Promise<Target> {
  const bound = await inspectAsRoot(saved.path, context, 'kept');
  const { session, facts, problem } = seen ? bound : maskCodePath(bound, saved.path, context);
  return { own: false, session, facts, refuse: problem, preview: seen ?? {} };
}

async function previewPut(view: Extract<View, { seen: true }>, { content }: RestoreOperation): Promise<ActionPreview> {
  const { diff } = await previewChange(view, { append: false, lines: false, content: content ?? Buffer.alloc(0) });
  return diff === undefined ? {} : { diff };
}

function isOwnPlace(facts: PathFacts, uid: number): boolean {
  return !facts.code && facts.parentWritable && (facts.kind === 'missing' || facts.uid === uid);
}

function describe(saved: SavedFile, put: RestoreOperation, target: Target, listed: boolean): Preparation<Done> {
  const { own, session, facts, refuse, preview } = target;
  const { path, undoes, force } = saved;
  const shown = displayWhole(path);
  const note =
    listed || facts?.code === true
      ? ' The system runs code from there, so this gives full control of the machine.'
      : '';
  return {
    tier: own ? put.tiers.own : put.tiers.other,
    // neither size nor digest: what was kept may be more than the caller may see
    details: { path, undoes, display_path: shown, display_undoes: undoes, display_note: note },
    preview: {
      ...preview,
      summary: `${put.verb} ${shown}`,
      path,
      undo: 'yes',
      ...(force && { force: 'whatever is there now' }),
    },
    pinned: { ...pinContent(facts), content: put.content ? sha256(put.content) : NO_FILE },
    run: async context => {
      if (refuse || !facts) throw refuse ?? changed('it cannot be looked at');
      try {
        await run({ saved, put, session, facts, own, preview }, context);
        return {};
      } catch (error) {
        throw toOperatorError(error);
      }
    },
    release: () => session.end(),
  };
}

interface Agreed extends Pick<Target, 'own' | 'session' | 'preview'> {
  readonly saved: SavedFile;
  readonly put: RestoreOperation;
  readonly facts: PathFacts;
}

async function run({ saved, put, session, facts, own, preview }: Agreed, context: RunContext): Promise<void> {
  if (!saved.force) assertExpectedContent(await digestOf(facts, session), saved);
  if (facts.kind === 'missing' && !put.content) throw changed('it is gone already');
  const { path } = saved;
  const [guarded, shown] = [saved.guarded || !own, preview['diff'] !== undefined];
  await saveFile({ path, facts, session, guarded, shown, inPlace: false, after: () => put.content }, context);
  context.commit();
  const { record } = context;
  const change = async () => void (await put.act(session, { own, record }));
  const expected = put.content ? sha256(put.content) : NO_FILE;
  const done = (now: PathFacts) =>
    now.sha256 === expected && (put.content || now.kind === 'missing') ? {} : undefined;
  await runWithRecovery<unknown>({ session, path, facts, record, change, done }, context);
}

async function digestOf(facts: PathFacts, session: WorkerSession): Promise<string> {
  if (facts.kind === 'missing') return NO_FILE;
  return (await session.read({ offset: 0, limit: 1, digest: true })).sha256;
}

function assertExpectedContent(found: string, { present }: SavedFile): void {
  if (found === present) return;
  throw changed(
    found === NO_FILE ? 'it is gone' : present === NO_FILE ? 'there is one again' : 'its content is another one',
  );
}

function changed(how: string): OperatorError {
  return new OperatorError(
    'failed',
    `the file has changed since (${how}): nothing was done; with force it is put back all the same`,
  );
}
