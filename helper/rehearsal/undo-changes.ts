import * as z from 'zod';
import { defineAction } from '../action/action.js';
import type { PrepareContext } from '../call/context.js';
import { display } from '../../interfaces/display.js';
import { OperatorError } from '../../interfaces/errors.js';
import { change } from './apply.js';
import { checkChanges, summarize, touchesCode } from './changes.js';
import { actorOf } from './rehearse.js';
import { findJournal, type Stored } from './stored.js';
import { UNDO_CHANGES, UNDO_TIERS } from './tiers.js';

const params = z.strictObject({
  journal: z
    .string()
    .regex(/^[a-z0-9]{1,16}-[0-9a-f]{8}$/)
    .describe('the record whose changes are taken back'),
  digest: z.string().regex(/^[0-9a-f]{64}$/),
  groups: z.array(z.uint32()).max(65_536).describe("the caller's groups when the changes were made"),
  shown: z.boolean().optional(),
  undoes: z.string().max(64).describe('the record that is undone'),
  force: z.boolean().describe('whatever is there now'),
});

/** never offered to anybody: only `Undo` makes this call, with what it kept itself */
export const undoChanges = defineAction({
  name: UNDO_CHANGES,
  since: '0.1.0',
  summary: 'take back the changes of a rehearsal',
  params,
  result: z.strictObject({ changes: z.uint32() }),
  tiers: UNDO_TIERS,
  risk: { readOnly: false, destructive: true, openWorld: false, killable: false, undo: true },
  prepare: async ({ journal, digest, groups, undoes }, context) => {
    const stored = await findJournal(journal);
    if (stored.digest !== digest) throw new OperatorError('failed', `what takes record ${journal} back was altered`);
    const { manifest } = stored;
    // those of then that the person is still in
    const present = await context.groups();
    const still = groups.filter(group => present.has(group));
    const actor = actorOf(context, new Set(still), manifest.as === 'root');
    if (manifest.as === 'caller' && (actor.as !== 'caller' || actor.uid !== manifest.uid)) {
      throw new OperatorError('not-permitted', 'only the person who made these changes takes them back');
    }
    checkChanges(manifest, context.bounds);
    const summary = summarize(manifest);
    return {
      tier: tierOf(stored, context),
      details: { digest, undoes, as: actor.as, summary, display_summary: display(summary), display_undoes: undoes },
      preview: { summary: `take back the changes of a rehearsal: ${summary}`, undo: 'yes' },
      run: async running => await change(stored, { actor: { ...actor, uid: manifest.uid }, groups: still }, running),
      release: async () => {},
    };
  },
});

function tierOf({ manifest }: Stored, { bounds }: PrepareContext): string {
  if (touchesCode(manifest, bounds)) return manifest.as === 'root' ? 'undo-code-changes' : 'undo-own-code-changes';
  return manifest.as === 'root' ? 'undo-changes' : 'undo-own-changes';
}
