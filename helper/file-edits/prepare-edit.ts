import { createHash } from 'node:crypto';
import type { Preparation } from '../action/action.js';
import type { PrepareContext, RunContext } from '../call/context.js';
import type { Details } from '../call/types.js';
import { display } from '../../interfaces/display.js';
import { OperatorError } from '../../interfaces/errors.js';
import type { ActionPreview } from '../../interfaces/preview.js';
import { checkContent } from '../file-checks/check-content.js';
import { checkerOf, locate, spell } from '../file-checks/checkers.js';
import { findWriteTarget, type AskedWrite, type WriteTarget } from '../file-writes/write-target.js';
import { isOwn, type WritePlace } from '../file-writes/write-place.js';
import { buildDiff } from '../files/file-diff.js';
import { toOperatorError } from '../files/inspect-path.js';
import { displayWhole } from '../files/path-check.js';
import { pinContent } from '../files/pin.js';
import { runWithRecovery } from '../files/recover-lost-worker.js';
import type { PathFacts } from '../files/replies.js';
import type { WorkerSession } from '../files/worker-session.js';
import { whyNotOwn } from '../subject/own-tiers.js';
import { saveFile, sha256, whyNotKept } from '../undo/file-inverse.js';
import { applyEdit } from './apply-edit.js';
import { describeEdit } from './describe-edit.js';
import type { Edit, Edited } from './edit.js';
import { explainRefusal } from './explain-refusal.js';

export interface EditResult {
  readonly lines: number;
  readonly check?: string;
}

/** names of an action for what is asked about */
export interface EditCall {
  readonly tierOf: (place: WritePlace) => string;
  readonly detailsOf: (facts: EditFacts) => Details;
}

export interface EditFacts {
  readonly path: string;
  /** the path in safe characters */
  readonly shown: string;
  /** the edit in a few safe words */
  readonly change: string;
  /** sha256 of the new content, or of the edit where the caller may not read the file */
  readonly digest: string;
}

/** as the caller saw it; without a digest where the caller may not read the file */
interface Looked {
  readonly preview: ActionPreview;
  readonly digest?: string;
  readonly touched: readonly number[];
}

type Target = WriteTarget<Looked>;

/** the lines that change are agreed to where the caller may read them, else the edit as it was asked for */
export async function prepareEdit(
  edit: Edit,
  call: EditCall,
  context: PrepareContext,
): Promise<Preparation<EditResult>> {
  const look: AskedWrite<Looked>['look'] = async ({ facts, session }) => await lookAt(edit, facts, session, context);
  const target = await findWriteTarget({ path: edit.path, mode: undefined, append: false, look }, context);
  try {
    return describe({ ...edit, path: target.path }, target, call, context);
  } catch (error) {
    await target.session.end();
    throw error;
  }
}

async function lookAt(edit: Edit, facts: PathFacts, session: WorkerSession, context: PrepareContext): Promise<Looked> {
  assertEditable(facts, context);
  if (!facts.readable) return { preview: { content: 'protected' }, touched: [] };
  const { path } = facts;
  const before = await readAll(session, context);
  const { content, touched } = edited(before, { ...edit, path }, true);
  const diff = buildDiff(path, before, content);
  return { preview: { diff }, digest: sha256(content), touched };
}

function assertEditable(facts: PathFacts, { bounds }: PrepareContext): void {
  if (facts.kind === 'missing') {
    throw new OperatorError('failed', `there is no file ${display(facts.path)}: write_file makes one`);
  }
  const most = bounds.files.maxContentBytes;
  if (facts.size <= most) return;
  throw new OperatorError('not-permitted', `the file has ${facts.size} bytes, and at most ${most} are edited`);
}

async function readAll(session: WorkerSession, { bounds }: PrepareContext): Promise<Buffer> {
  const { data, size } = await session.read({ offset: 0, limit: bounds.files.maxContentBytes });
  const bytes = Buffer.from(data, 'base64');
  if (bytes.length === size) return bytes;
  throw new OperatorError('failed', 'the file grew meanwhile; nothing was done');
}

function edited(before: Buffer, edit: Edit, readable: boolean): Edited {
  try {
    return applyEdit(before, edit);
  } catch (error) {
    throw explainRefusal(error, readable ? before : undefined);
  }
}

function describe(edit: Edit, target: Target, call: EditCall, context: PrepareContext): Preparation<EditResult> {
  const { place, path, session, facts, looked } = target;
  const shown = displayWhole(path);
  const digest = looked?.digest ?? digestEdit(edit);
  const change = describeEdit(edit, looked?.touched ?? []);
  return {
    tier: call.tierOf(place),
    details: call.detailsOf({ path, shown, change, digest }),
    preview: {
      ...(looked?.preview ?? { content: 'protected', ...whyNotOwn(context.subject) }),
      ...noteOf(target),
      ...(looked?.digest !== undefined && { digest }),
      path,
      summary: `change ${shown}: ${change}`,
      undo: undoOf(target, context),
    },
    pinned: pinContent(facts),
    run: async running => {
      try {
        return await run(edit, target, running);
      } catch (error) {
        throw toOperatorError(error);
      }
    },
    release: () => session.end(),
  };
}

// the edit is bound as it was asked for where nobody can say yet what comes of it
function digestEdit(edit: Edit): string {
  return createHash('sha256').update(JSON.stringify(edit)).digest('hex');
}

function noteOf({ place, path }: Target): ActionPreview {
  const checker = isOwn(place) ? undefined : checkerOf(path);
  if (checker === undefined) return {};
  return {
    note:
      locate(checker) === ''
        ? `not checked: ${checker.program} is not installed`
        : `${spell(checker)} checks it before it is put in place`,
  };
}

function undoOf({ place, facts }: Target, { bounds }: PrepareContext): string {
  if (!isOwn(place)) return `yes, where what is there takes at most ${bounds.undo.maxRecordBytes} bytes`;
  const reason = facts && whyNotKept(facts, bounds);
  return reason === undefined ? 'yes' : `no: ${reason}`;
}

// read once more by the worker that writes: what a worker of the caller's told is only good for showing
async function run(edit: Edit, target: Target, context: RunContext): Promise<EditResult> {
  const { place, path, session, facts, looked, refuse } = target;
  if (refuse) throw refuse;
  if (!facts) throw new OperatorError('failed', 'the file cannot be looked at');
  assertEditable(facts, context);
  const before = await readAll(session, context);
  const readable = looked?.digest !== undefined;
  const { content, touched } = edited(before, edit, readable);
  if (readable && sha256(content) !== looked.digest) {
    throw new OperatorError('failed', 'the file changed meanwhile; nothing was done');
  }
  if (content.equals(before)) return { lines: 0 };
  const check = isOwn(place) ? '' : await checkContent({ path, content, readable }, context);
  const kept = { path, facts, session, guarded: !isOwn(place), shown: readable, inPlace: false };
  await saveFile({ ...kept, after: () => content }, context);
  context.commit();
  const done = { lines: touched.length, ...(check !== '' && { check }) };
  const request = { content: content.toString('base64'), mode: undefined, token: context.record };
  return await runWithRecovery(
    {
      session,
      path,
      facts,
      record: context.record,
      change: async () => (await session.write(request), done),
      done: now => (now.sha256 === sha256(content) ? done : undefined),
    },
    context,
  );
}
