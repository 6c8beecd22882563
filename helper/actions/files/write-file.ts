import type { ActionPreview } from '../../../interfaces/preview.js';
import * as z from 'zod';
import { defineAction, type Preparation } from '../../action/action.js';
import { encoding, path, withKind } from '../../action/parameters.js';
import type { PrepareContext, RunContext } from '../../call/context.js';
import { whyNotOwn } from '../../subject/own-tiers.js';
import { OperatorError } from '../../../interfaces/errors.js';
import { contentAfter, toChange, type Change } from '../../files/change.js';
import { checkPath, displayWhole } from '../../files/path-check.js';
import {
  inspectAsRoot,
  maskCodePath,
  refuseUntrusted,
  toOperatorError,
  inspectAsCaller,
} from '../../files/inspect-path.js';
import { decideWriteTier, isOwn, WRITE_TIERS, type WriteTier } from './write-file.tiers.js';
import { assertReplaceable, laterRefusal, previewChange } from '../../files/write-preview.js';
import { runWithRecovery } from '../../files/recover-lost-worker.js';
import { pinContent, pinObject } from '../../files/pin.js';
import type { PathFacts } from '../../files/replies.js';
import { saveFile, whyNotKept } from '../../undo/file-inverse.js';
import type { WorkerSession } from '../../files/worker-session.js';

const params = z.strictObject({
  path: path().describe('absolute path of the file'),
  content: withKind('content', z.string().max(1_400_000)).describe('the whole new content'),
  append: withKind('append', z.boolean()).optional().describe('add to the end instead of replacing what is there'),
  mode: withKind('mode', z.string().regex(/^0?[0-7]{3}$/, 'expected an octal mode such as 0644'))
    .optional()
    .describe('octal permissions such as 0644; kept, or 0644 for a new file, unless given'),
  encoding: encoding().optional().describe('how the content is spelled; text unless given'),
});

const result = z.strictObject({
  bytes: z.uint32().describe('bytes written'),
  created: z.boolean().optional().describe('true where there was no such file before'),
});

type Result = z.infer<typeof result>;

export const writeFile = defineAction({
  name: 'write-file',
  since: '0.1.0',
  summary: 'create a file, or replace what is in it',
  headline: 'write {path}',
  params,
  result,
  tiers: WRITE_TIERS,
  risk: { readOnly: false, destructive: true, openWorld: false, killable: false, undo: true },
  prepare: async (given, context) => {
    checkPath(given.path, context.bounds);
    const change = toChange(given, context.bounds);
    // an addition is to whatever is there by then, however long
    const sight = { spelling: 'typed', digest: !change.append, flags: true } as const;
    const view = await inspectAsCaller(given.path, context, sight);
    const path = view.seen ? view.facts.path : given.path;
    const seen = view.seen ? view.facts : undefined;
    const tier = decideWriteTier({ ...toCase(path, change, context), seen });
    try {
      if (seen) assertReplaceable(seen, change, context.bounds);
      if (seen && !isOwn(tier)) refuseUntrusted(seen);
      const preview = view.seen
        ? await previewChange(view, change)
        : { content: 'protected', ...whyNotOwn(context.subject) };
      if (view.seen && isOwn(tier))
        return prepareWrite({ tier, path, preview, session: view.session, facts: seen }, change, context);
      await view.session?.end();
      return await prepareProtected({ tier, path, preview, seen }, change, context);
    } catch (error) {
      await view.session?.end();
      throw toOperatorError(error);
    }
  },
});

// says neither the content nor the length of a protected file
function describeUndo({ tier, facts }: Target, { bounds }: PrepareContext): string {
  if (!isOwn(tier)) return `yes, where what is there takes at most ${bounds.undo.maxRecordBytes} bytes`;
  const reason = facts && whyNotKept(facts, bounds);
  return reason === undefined ? 'yes' : `no: ${reason}`;
}

function toCase(path: string, change: Change, { subject, bounds }: PrepareContext) {
  return { path, mode: change.mode, uid: subject.uid, places: bounds.paths };
}

interface Target {
  readonly tier: WriteTier;
  readonly path: string;
  readonly preview: ActionPreview;
  readonly session: WorkerSession;
  readonly facts: PathFacts | undefined;
  readonly refuse?: OperatorError | undefined;
}

type Planned = Omit<Target, 'session' | 'facts' | 'refuse'> & { readonly seen: PathFacts | undefined };

async function prepareProtected(
  planned: Planned,
  change: Change,
  context: PrepareContext,
): Promise<Preparation<Result>> {
  const bound = await inspectAsRoot(planned.path, context, 'typed');
  const { session, problem, ...found } = planned.seen ? bound : maskCodePath(bound, planned.path, context);
  const facts = found.facts && planned.seen ? { ...found.facts, fixed: planned.seen.fixed } : found.facts;
  const { tier, preview, path, seen } = refineTier(planned, facts, context, change);
  const refuse = problem ?? laterRefusal(seen, facts, change, context.bounds);
  try {
    return prepareWrite({ tier, path, preview, session, facts, refuse }, change, context);
  } catch (error) {
    await session.end();
    throw error;
  }
}

// root sees everything by itself, so nothing is kept from it; for others code places under another name still count
function refineTier(planned: Planned, facts: PathFacts | undefined, context: PrepareContext, change: Change): Planned {
  if (!facts) return planned;
  if (context.subject.uid === 0) {
    const seen = { ...facts, parentWritable: false };
    return { ...planned, path: facts.path, tier: decideWriteTier({ ...toCase(facts.path, change, context), seen }) };
  }
  return facts.code ? { ...planned, tier: 'write-code-file' } : planned;
}

function prepareWrite(target: Target, change: Change, context: PrepareContext): Preparation<Result> {
  const { tier, path, preview, session, facts, refuse } = target;
  const shown = displayWhole(path);
  return {
    tier,
    details: { path, display_path: shown, ...change.details },
    preview: {
      ...preview,
      path,
      size: change.details['size'] ?? '',
      digest: change.details['digest'] ?? '',
      summary: `write ${shown}`,
      undo: describeUndo(target, context),
    },
    pinned: change.append ? pinObject(facts) : pinContent(facts),
    run: async (context: RunContext) => {
      if (refuse) throw refuse;
      try {
        const after = (before: Buffer) => contentAfter(change, before);
        const [guarded, known] = [!isOwn(tier), preview['diff'] !== undefined];
        const inPlace = change.append && change.mode === undefined;
        if (facts) await saveFile({ path, facts, session, guarded, shown: known, inPlace, after }, context);
        context.commit();
        return await write(target, change, context);
      } catch (error) {
        throw toOperatorError(error);
      }
    },
    release: () => session.end(),
  };
}

async function write(target: Target, asked: Change, context: RunContext): Promise<Result> {
  const { session, path, facts } = target;
  const { content, append, lines, mode, details } = asked;
  const request = { content: content.toString('base64'), mode, token: context.record };
  const change = async (): Promise<Result> => {
    const { bytes, created } = await (append ? session.append({ ...request, lines }) : session.write(request));
    return { bytes, created };
  };
  if (!facts) return await change();
  const created = facts.kind === 'missing';
  // the digest after an addition depends on the earlier content
  const told = append ? undefined : details['digest'];
  const done = (now: PathFacts) => (now.sha256 === told ? { bytes: content.length, created } : undefined);
  return await runWithRecovery({ session, path, facts, record: context.record, change, done }, context);
}
