import type { PrepareContext } from '../call/context.js';
import { OperatorError } from '../../interfaces/errors.js';
import { checkPath } from '../files/path-check.js';
import {
  inspectAsCaller,
  inspectAsRoot,
  maskCodePath,
  refuseUntrusted,
  toOperatorError,
  type View,
} from '../files/inspect-path.js';
import { assertReplaceable, laterRefusal } from '../files/write-preview.js';
import type { PathFacts } from '../files/replies.js';
import type { WorkerSession } from '../files/worker-session.js';
import { decideWritePlace, isOwn, type WritePlace } from './write-place.js';

export interface AskedWrite<L> {
  readonly path: string;
  readonly mode: number | undefined;
  /** added to the object where it lies, however long that is by then */
  readonly append: boolean;
  /** with the caller's own eyes, before anybody is asked; never called for a file that these do not see */
  look(view: Pick<Extract<View, { seen: true }>, 'facts' | 'session'>): Promise<L>;
}

/** a file that is going to be written: who writes, what it was found to be, and what the caller was told of it */
export interface WriteTarget<L> {
  readonly place: WritePlace;
  readonly path: string;
  readonly session: WorkerSession;
  readonly facts: PathFacts | undefined;
  /** `undefined` where the caller sees nothing */
  readonly looked: L | undefined;
  /** error that the caller is told only after polkit's yes */
  readonly refuse: OperatorError | undefined;
}

/** looks as the caller first: only what the caller may not do is asked of root, whose worker stays open for it */
export async function findWriteTarget<L>(asked: AskedWrite<L>, context: PrepareContext): Promise<WriteTarget<L>> {
  checkPath(asked.path, context.bounds);
  // an addition is to whatever is there by then, however long
  const sight = { spelling: 'typed', digest: !asked.append, flags: true } as const;
  const view = await inspectAsCaller(asked.path, context, sight);
  const path = view.seen ? view.facts.path : asked.path;
  const seen = view.seen ? view.facts : undefined;
  const place = decideWritePlace({ ...toCase({ ...asked, path }, context), seen });
  try {
    if (seen) assertReplaceable(seen, asked, context.bounds);
    if (seen && !isOwn(place)) refuseUntrusted(seen);
    const looked = view.seen ? await asked.look(view) : undefined;
    if (view.seen && isOwn(place))
      return { place, path, looked, session: view.session, facts: seen, refuse: undefined };
    await view.session?.end();
    return await findProtected({ place, path, looked, seen }, asked, context);
  } catch (error) {
    await view.session?.end();
    throw toOperatorError(error);
  }
}

interface Planned<L> extends Pick<WriteTarget<L>, 'place' | 'path' | 'looked'> {
  readonly seen: PathFacts | undefined;
}

async function findProtected<L>(
  planned: Planned<L>,
  asked: AskedWrite<L>,
  context: PrepareContext,
): Promise<WriteTarget<L>> {
  const bound = await inspectAsRoot(planned.path, context, 'typed');
  const { session, problem, ...found } = planned.seen ? bound : maskCodePath(bound, planned.path, context);
  const facts = found.facts && planned.seen ? { ...found.facts, fixed: planned.seen.fixed } : found.facts;
  const { seen, ...target } = refinePlace(planned, facts, asked, context);
  return { ...target, session, facts, refuse: problem ?? laterRefusal(seen, facts, asked, context.bounds) };
}

// root sees everything by itself, so nothing is kept from it; for others code places under another name still count
function refinePlace<L>(
  planned: Planned<L>,
  facts: PathFacts | undefined,
  asked: AskedWrite<L>,
  context: PrepareContext,
): Planned<L> {
  if (!facts) return planned;
  if (context.subject.uid === 0) {
    const seen = { ...facts, parentWritable: false };
    const { path } = facts;
    return { ...planned, path, place: decideWritePlace({ ...toCase({ ...asked, path }, context), seen }) };
  }
  return facts.code ? { ...planned, place: 'code' } : planned;
}

function toCase(
  { path, mode }: Pick<AskedWrite<unknown>, 'path' | 'mode'>,
  { subject, bounds }: PrepareContext,
): Omit<Parameters<typeof decideWritePlace>[0], 'seen'> {
  return { path, mode, uid: subject.uid, places: bounds.paths };
}
