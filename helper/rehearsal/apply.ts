import { setTimeout } from 'node:timers/promises';
import * as z from 'zod';
import { defineAction, type Action } from '../action/action.js';
import type { PrepareContext, RunContext } from '../call/context.js';
import { display } from '../../interfaces/display.js';
import { OperatorError } from '../../interfaces/errors.js';
import { invertedDigest } from '../worker/rehearsal/invert.js';
import type { Actor } from '../worker/rehearsal/protocol.js';
import { checkChanges, summarize, touchesCode } from './changes.js';
import { actorOf, type Groups } from './rehearse.js';
import { applyReply } from './rehearsal-reply.js';
import { claimPlace, dropPlace, newWorkPlace } from './place.js';
import { findRehearsal, newJournal, sweepJournals, type Stored } from './stored.js';
import { APPLY_CHANGES, APPLY_TIERS, UNDO_CHANGES } from './tiers.js';
import { askUnitOnce, RehearsalFailed } from './unit.js';

const TIMEOUT_MS = 300_000;
const RETRY_MS = 500;

const params = z.strictObject({
  id: z
    .string()
    .regex(/^[0-9a-f]{32}$/)
    .describe('of the rehearsal'),
  digest: z
    .string()
    .regex(/^[0-9a-f]{64}$/)
    .describe('of its changes, as they were shown'),
});

const result = z.strictObject({ changes: z.uint32() });

/** makes the changes of a rehearsal, all of them or none; `groups` are the caller's */
export function applyWith(groups: Groups): Action {
  return defineAction({
    name: APPLY_CHANGES,
    since: '0.1.0',
    summary: 'make the changes of a rehearsal',
    params,
    result,
    tiers: APPLY_TIERS,
    risk: { readOnly: false, destructive: true, openWorld: false, killable: false, undo: true },
    prepare: async ({ id, digest }, context) => {
      const stored = await findRehearsal(id, context.subject.uid);
      if (stored.digest !== digest) {
        throw new OperatorError('failed', 'the changes are not those that were shown: rehearse them again');
      }
      const { manifest } = stored;
      const actor = actorOf(context, groups, manifest.as === 'root');
      if (actor.as !== manifest.as) throw new OperatorError('not-permitted', 'it was rehearsed as somebody else');
      checkChanges(manifest, context.bounds);
      refuseUnkeepable(manifest, context.bounds);
      const summary = summarize(manifest);
      return {
        tier: tierOf(stored, context),
        details: { rehearsal: id, digest, as: actor.as, summary, display_summary: display(summary) },
        preview: { summary: `make the changes of a rehearsal: ${summary}`, digest, undo: 'yes' },
        run: async running => {
          const { path: place, giveBack } = await claimPlace(stored.place);
          const done = await change({ ...stored, place }, { actor, groups: Array.from(groups) }, running).catch(
            async (error: unknown) => {
              await giveBack();
              throw error;
            },
          );
          await dropPlace(place);
          return done;
        },
        release: async () => {},
      };
    },
  });
}

function tierOf({ manifest }: Stored, { bounds }: PrepareContext): string {
  if (touchesCode(manifest, bounds)) return manifest.as === 'root' ? 'apply-code-changes' : 'apply-own-code-changes';
  return manifest.as === 'root' ? 'apply-changes' : 'apply-own-changes';
}

export interface Doer {
  readonly actor: Actor;
  readonly groups: readonly number[];
}

/** makes the changes; their inverse is saved before the first of them: the same changes the other way round */
export async function change(
  { place, digest, manifest }: Stored,
  { actor, groups }: Doer,
  context: RunContext,
): Promise<z.infer<typeof result>> {
  const { record, bounds } = context;
  const undo = invertedDigest(manifest);
  const inverse = { journal: record, digest: undo, groups: [...groups] };
  // before the journal: one that no entry names is swept away
  const isKept = manifest.changes.every(each => each.change !== 'erased');
  const elsewhere = bytesBefore(manifest);
  if (isKept) await context.saveUndo({ action: UNDO_CHANGES, params: inverse, expect: {}, elsewhere });
  const journal = isKept ? await newJournal(record) : (await newWorkPlace(actor.uid)).path;
  context.commit();
  const { denied, code, data } = bounds.paths;
  const request = { op: 'apply', actor, store: place, digest, denied, code, data, journal, token: record } as const;
  const reply = await askUnitOnce(context, {
    name: 'changes',
    record,
    request,
    reply: applyReply,
    timeoutMs: TIMEOUT_MS,
  }).catch((error: unknown) => settle(error, { actor, journal, record, denied }, context));
  if (reply.undo !== undo) throw new OperatorError('failed', 'what takes it back is not what was saved: look at it');
  if (!isKept) await dropPlace(journal);
  await sweepJournals(() => context.undoable()).catch(() => {});
  return { changes: manifest.changes.length };
}

type Applied = z.infer<typeof applyReply>;

interface Begun {
  readonly actor: Actor;
  readonly journal: string;
  readonly record: string;
  readonly denied: readonly string[];
}

// a unit that was killed: what it began is put back by another one, unless it had ended
async function settle(error: unknown, begun: Begun, context: RunContext): Promise<Applied> {
  if (!(error instanceof RehearsalFailed) || error.why === 'half') throw error;
  const found = error.why === 'lost' ? await takeBack(begun, context) : undefined;
  if (found && found.undo !== '') return found;
  await context.dropUndo();
  if (error.why !== 'lost') throw error;
  throw new OperatorError('failed', `${error.message}; what it had begun was put back`);
}

/** puts back what an apply began that nobody ended; nothing where it had ended or not begun */
export async function takeBack(
  { actor, journal, record, denied }: Begun,
  context: Pick<RunContext, 'units' | 'signal'>,
): Promise<Applied> {
  const request = { op: 'recover', actor, journal, denied, token: record } as const;
  const asking = { name: 'changes', record, request, reply: applyReply, timeoutMs: TIMEOUT_MS } as const;
  // an earlier operator's unit of this record may be at work: it has the name until it ended, and then there is nothing to do
  for (const end = Date.now() + 2 * TIMEOUT_MS; ; await setTimeout(RETRY_MS)) {
    try {
      return await askUnitOnce(context, asking);
    } catch (error) {
      if (!isNameTaken(error) || Date.now() > end) throw error;
    }
  }
}

function isNameTaken(error: unknown): boolean {
  return error instanceof OperatorError && /already (loaded|exists)/.test(error.message);
}

// counts the contents that are kept of files that change or go
function bytesBefore({ changes }: Stored['manifest']): number {
  const kept = changes.filter(({ before, after }) => before && before.sha256 !== after?.sha256);
  return kept.reduce((sum, { before }) => sum + (before?.size ?? 0), 0);
}

/** half of the store at most, so that one call does not push out all others, or itself */
export function refuseUnkeepable(manifest: Stored['manifest'], { undo }: PrepareContext['bounds']): void {
  const [bytes, most] = [bytesBefore(manifest), Math.floor(undo.maxTotalBytes / 2)];
  if (bytes <= most) return;
  throw new OperatorError('not-permitted', `what is there now takes ${bytes} bytes, and at most ${most} are kept`);
}
