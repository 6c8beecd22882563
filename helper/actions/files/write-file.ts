import type { ActionPreview } from '../../../interfaces/preview.js';
import * as z from 'zod';
import { defineAction, type Preparation } from '../../action/action.js';
import { encoding, path, withKind } from '../../action/parameters.js';
import type { PrepareContext, RunContext } from '../../call/context.js';
import { whyNotOwn } from '../../subject/own-tiers.js';
import { contentAfter, toChange, type Change } from '../../files/change.js';
import { displayWhole } from '../../files/path-check.js';
import { toOperatorError } from '../../files/inspect-path.js';
import { WRITE_TIER, WRITE_TIERS } from './write-file.tiers.js';
import { findWriteTarget, type WriteTarget } from '../../file-writes/write-target.js';
import { isOwn } from '../../file-writes/write-place.js';
import { previewChange } from '../../files/write-preview.js';
import { runWithRecovery } from '../../files/recover-lost-worker.js';
import { pinContent, pinObject } from '../../files/pin.js';
import type { PathFacts } from '../../files/replies.js';
import { saveFile, whyNotKept } from '../../undo/file-inverse.js';

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
type Target = WriteTarget<ActionPreview>;

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
    const change = toChange(given, context.bounds);
    const { append, mode } = change;
    const asked = { path: given.path, append, mode };
    const target = await findWriteTarget({ ...asked, look: view => previewChange(view, change) }, context);
    try {
      return prepareWrite(target, change, context);
    } catch (error) {
      await target.session.end();
      throw error;
    }
  },
});

// says neither the content nor the length of a protected file
function describeUndo({ place, facts }: Target, { bounds }: PrepareContext): string {
  if (!isOwn(place)) return `yes, where what is there takes at most ${bounds.undo.maxRecordBytes} bytes`;
  const reason = facts && whyNotKept(facts, bounds);
  return reason === undefined ? 'yes' : `no: ${reason}`;
}

function prepareWrite(target: Target, change: Change, context: PrepareContext): Preparation<Result> {
  const { place, path, session, facts, refuse } = target;
  const looked = target.looked ?? { content: 'protected', ...whyNotOwn(context.subject) };
  const shown = displayWhole(path);
  return {
    tier: WRITE_TIER[place],
    details: { path, display_path: shown, ...change.details },
    preview: {
      ...looked,
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
        const [guarded, known] = [!isOwn(place), looked['diff'] !== undefined];
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
