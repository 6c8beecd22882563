import * as z from 'zod';
import type { ActionPreview } from '../../interfaces/preview.js';
import { OperatorError } from '../../interfaces/errors.js';
import type { Preparation } from '../action/action.js';
import type { PrepareContext, RunContext } from '../call/context.js';
import { checkPath, displayName, displayWhole } from '../files/path-check.js';
import { change, refuseUnkeepable } from '../rehearsal/apply.js';
import { checkChanges, touchesCode } from '../rehearsal/changes.js';
import { actorOf } from '../rehearsal/rehearse.js';
import { dropPlace, newWorkPlace } from '../rehearsal/place.js';
import { storeChanges } from '../rehearsal/stored.js';
import { whyNotOwn } from '../subject/own-tiers.js';
import { sha256 } from '../worker/rehearsal/digest.js';
import { toBytes } from '../worker/rehearsal/invert.js';
import type { Actor, Manifest, PlanReply, RehearsalChange } from '../worker/rehearsal/protocol.js';
import type { Wish } from '../worker/wish/wish.js';
import { namesCode, refuseSystem } from './places.js';
import { planWish } from './plan-wish.js';
import type { ChangeTiers } from './tiers.js';

export const changeResult = z.strictObject({
  changes: z.uint32().describe('files, directories and links that were changed; 0 where all was so already'),
});

type Result = z.infer<typeof changeResult>;

export interface AskedChange {
  readonly wish: Wish;
  readonly tiers: ChangeTiers;
  /** words that the paths do not say, such as ` and all that is in it`; empty for nothing */
  readonly how: string;
  /** one line, in safe characters */
  readonly say: (path: string, to: string) => string;
  /** true where a change of one's own is asked about all the same */
  readonly asks: (changes: readonly RehearsalChange[]) => boolean;
}

/** looks as the caller first: only what the caller may not do is asked of root, and by its names alone */
export async function prepareChange(asked: AskedChange, context: PrepareContext): Promise<Preparation<Result>> {
  const { wish } = asked;
  for (const path of pathsOf(wish)) {
    checkPath(path, context.bounds);
    displayWhole(path);
  }
  refuseSystem(wish, context.subject.home);
  const { subject } = context;
  const looks = subject.ownTiers || subject.uid === 0;
  const actor = looks ? actorOf(context, await context.groups(), false) : undefined;
  const seen = actor && (await planWish(wish, actor, context));
  const found = seen ? { ...wish, path: seen.path, ...('to' in wish && { to: seen.to }) } : wish;
  refuseSystem(found, subject.home);
  for (const path of pathsOf(found)) checkPath(path, context.bounds);
  if (actor && seen?.changes)
    return prepareSeen({ ...asked, wish: found }, { ...seen, changes: seen.changes, actor }, context);
  return prepareUnseen({ ...asked, wish: found }, context);
}

function pathsOf(wish: Wish): string[] {
  return 'to' in wish ? [wish.path, wish.to] : [wish.path];
}

interface SeenChange extends PlanReply {
  readonly changes: readonly RehearsalChange[];
  readonly actor: Actor;
}

// the very changes are agreed to: another one on the way to them, and none is made
function prepareSeen(asked: AskedChange, seen: SeenChange, context: PrepareContext): Preparation<Result> {
  const { changes, actor, contents, opened } = seen;
  const manifest: Manifest = { version: 1, as: actor.as, uid: context.subject.uid, changes };
  checkChanges(manifest, context.bounds);
  const digest = digestOf(manifest, contents);
  const isGone = changes.some(each => each.change === 'erased');
  const preview = { ...shown(changes), undo: isGone ? GONE : 'yes', digest };
  return {
    ...facts(asked, actor.as, tierOf(asked, { manifest, opened }, context), preview),
    run: async running => await carryOut(manifest, contents, actor, running),
    release: async () => {},
  };
}

// a text of our own, which says when something went to the trash, is another one a second later
function digestOf(manifest: Manifest, contents: readonly string[]): string {
  const own = new Set(contents.map(each => sha256(Buffer.from(each, 'base64'))));
  const agreed = manifest.changes.map(each => {
    const { after } = each;
    return after && own.has(after.sha256) ? { ...each, after: { ...after, size: 0, sha256: '' } } : each;
  });
  return sha256(toBytes({ ...manifest, changes: agreed }));
}

const GONE = 'no: what is deleted for good cannot be brought back';

function prepareUnseen(asked: AskedChange, context: PrepareContext): Preparation<Result> {
  const { wish, tiers } = asked;
  const isCode = namesCode(wish, context.bounds);
  const actor: Actor = { as: 'root', uid: context.subject.uid, gid: 0, groups: [] };
  const undo = wish.verb === 'delete' && wish.forGood ? GONE : 'yes, where root may follow each directory then';
  return {
    ...facts(asked, 'root', isCode ? tiers.code : tiers.other, { ...whyNotOwn(context.subject), undo }),
    run: async running => {
      const { changes, contents } = await planWish(wish, actor, running);
      if (!changes) throw new OperatorError('not-permitted', 'not even root may do that here; nothing was changed');
      const manifest: Manifest = { version: 1, as: 'root', uid: actor.uid, changes };
      checkChanges(manifest, running.bounds);
      if (!isCode && touchesCode(manifest, running.bounds)) throw new OperatorError('not-permitted', OTHER_NAME);
      return await carryOut(manifest, contents, actor, running);
    },
    release: async () => {},
  };
}

const OTHER_NAME = 'the system runs code from there, which the names did not say: ask for it by its whole name';

function facts({ wish, how, say }: AskedChange, as: Actor['as'], tier: string, preview: ActionPreview) {
  const [path, to = ''] = pathsOf(wish);
  if (path === undefined) throw new TypeError('a wish without a path');
  const summary = say(path, to);
  const names = { path, display_path: displayWhole(path) };
  const target = to === '' ? {} : { to, display_to: displayWhole(to) };
  return {
    tier,
    details: { ...names, ...target, as, how, display_how: how, ...(preview.digest && { digest: preview.digest }) },
    preview: { ...preview, path, summary },
  };
}

interface Judged {
  readonly manifest: Manifest;
  readonly opened: boolean;
}

function tierOf({ tiers, asks }: AskedChange, { manifest, opened }: Judged, { bounds }: PrepareContext): string {
  const isCode = touchesCode(manifest, bounds);
  if (manifest.as === 'root') return isCode ? tiers.code : tiers.other;
  if (isCode) return tiers.ownCode;
  return opened || asks(manifest.changes) ? tiers.asked : tiers.own;
}

async function carryOut(
  manifest: Manifest,
  contents: readonly string[],
  actor: Actor,
  context: RunContext,
): Promise<Result> {
  if (manifest.changes.length === 0) return { changes: 0 };
  refuseUnkeepable(manifest, context.bounds);
  const place = await newWorkPlace(context.subject.uid);
  try {
    const bytes = contents.map(each => Buffer.from(each, 'base64'));
    const stored = await storeChanges(place, manifest, bytes);
    return await change(stored, { actor, groups: actor.groups }, context);
  } finally {
    await dropPlace(place.path);
  }
}

const MAX_LINES = 12;

function shown(changes: readonly RehearsalChange[]): ActionPreview {
  if (changes.length === 0) return { note: 'it is so already: nothing is changed' };
  const lines = changes.slice(0, MAX_LINES).map(toLine);
  const more = changes.length - lines.length;
  return { changes: [...lines, ...(more > 0 ? [`and ${more} more`] : [])].join('\n') };
}

function toLine({ change: kind, path, to, before, after }: RehearsalChange): string {
  const name = displayName(path);
  if (kind === 'moved') return `moved ${name} to ${displayName(to ?? '')}`;
  if (kind === 'mode' || kind === 'owner') return `${name} ${owned(before)} becomes ${owned(after)}`;
  return `${kind === 'erased' ? 'deleted for good' : kind} ${name}${after?.target ? ` to ${displayName(after.target)}` : ''}`;
}

function owned(state: RehearsalChange['before']): string {
  return state ? `${state.mode.toString(8).padStart(4, '0')} ${state.uid}:${state.gid}` : '';
}
