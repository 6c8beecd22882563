import type { ActionPreview } from '../../../interfaces/preview.js';
import { askedTo } from '../../call/prompt-texts.js';
import * as z from 'zod';
import { defineAction, type Preparation } from '../../action/action.js';
import { encoding, path, withKind } from '../../action/parameters.js';
import type { PrepareContext } from '../../call/context.js';
import { display } from '../../../interfaces/display.js';
import { whyNotOwn } from '../../subject/own-tiers.js';
import { OperatorError } from '../../../interfaces/errors.js';
import { decodeText } from '../../files/text.js';
import { checkPath, displayWhole } from '../../files/path-check.js';
import { inspectAsRoot, toOperatorError, refuseUntrusted, inspectAsCaller } from '../../files/inspect-path.js';
import { pinObject } from '../../files/pin.js';
import type { PathFacts } from '../../files/replies.js';
import type { WorkerSession } from '../../files/worker-session.js';
import { ADMINISTRATOR } from '../../call/defaults.js';

const MAX_BYTES = 1_048_576;
const LARGEST = Number.MAX_SAFE_INTEGER;

const params = z.strictObject({
  path: path().describe('absolute path of the file'),
  offset: z.int().min(-LARGEST).max(LARGEST).optional().describe('first byte to read; below 0 it counts from the end'),
  limit: z.int().min(1).max(MAX_BYTES).optional().describe('most bytes to read'),
  encoding: encoding().optional().describe('how the content comes back; text unless asked otherwise'),
});

const result = z.strictObject({
  content: withKind('text', z.string()).describe('the content, or the part that was asked for'),
  size: z.int().min(0).max(LARGEST).optional().describe('bytes in the whole file'),
  truncated: withKind('truncated', z.boolean()).optional().describe('true where the file goes on after this content'),
  encoding: encoding().optional().describe('how the content is spelled'),
});

type Params = z.infer<typeof params>;
type Result = z.infer<typeof result>;

export const readFile = defineAction({
  name: 'read-file',
  since: '0.1.0',
  summary: 'read a file',
  headline: 'read {path}',
  params,
  result,
  tiers: [
    {
      name: 'read-own-file',
      description: 'Read a file that you may read yourself',
      ...askedTo('read your file $(display_path).'),
      defaults: { any: 'auth_self', inactive: 'yes', active: 'yes' },
      runsAs: 'caller',
    },
    {
      name: 'read-protected-file',
      description: 'Read a protected file',
      ...askedTo('read the protected file $(display_path) as root.'),
      defaults: ADMINISTRATOR,
      runsAs: 'root',
      discloses: true,
    },
  ],
  risk: { readOnly: true, destructive: false, openWorld: false, killable: true, undo: false },
  prepare: async (given, context) => {
    checkPath(given.path, context.bounds);
    displayWhole(given.path);
    const view = await inspectAsCaller(given.path, context, { spelling: 'typed', digest: false, flags: false });
    if (!view.seen) return prepareProtected(given.path, given, context);
    const { facts, session } = view;
    if (facts.kind === 'file' && facts.readable) {
      const preview = {
        size: String(facts.size),
        mode: facts.mode.toString(8).padStart(4, '0'),
        uid: String(facts.uid),
      };
      return prepareRead({ tier: 'read-own-file', path: facts.path, preview, session, facts }, given, context);
    }
    await session.end();
    if (facts.kind === 'missing') throw new OperatorError('failed', `there is no file ${display(given.path)}`);
    refuseUntrusted(facts);
    return prepareProtected(facts.path, given, context);
  },
});

async function prepareProtected(typed: string, given: Params, context: PrepareContext): Promise<Preparation<Result>> {
  const { session, facts, problem } = await inspectAsRoot(typed, context, 'typed');
  const path = facts?.path ?? typed;
  const missing =
    facts?.kind === 'missing' ? new OperatorError('failed', `there is no file ${display(path)}`) : undefined;
  const refuse = problem ?? missing;
  const preview = { content: 'protected', ...whyNotOwn(context.subject) };
  return prepareRead({ tier: 'read-protected-file', path, preview, session, facts, refuse }, given, context);
}

interface Source {
  readonly tier: string;
  readonly path: string;
  readonly preview: ActionPreview;
  readonly session: WorkerSession;
  readonly facts: PathFacts | undefined;
  /** error that the caller is told only after polkit's yes */
  readonly refuse?: OperatorError | undefined;
}

function prepareRead(source: Source, given: Params, { bounds }: PrepareContext): Preparation<Result> {
  const { tier, path, preview, session, refuse } = source;
  const shown = displayWhole(path);
  const offset = given.offset ?? 0;
  const limit = Math.min(given.limit ?? MAX_BYTES, bounds.files.maxReplyBytes);
  return {
    tier,
    details: { path, display_path: shown },
    preview: { ...preview, path, summary: `read ${shown}` },
    pinned: pinObject(source.facts),
    run: async () => {
      if (refuse) throw refuse;
      const reply = await session.read({ offset, limit }).catch((error: unknown) => {
        throw toOperatorError(error);
      });
      const bytes = Buffer.from(reply.data, 'base64').subarray(0, limit);
      const start = offset < 0 ? Math.max(reply.size + offset, 0) : offset;
      const truncated = start + bytes.length < reply.size;
      const encoding = given.encoding ?? 'utf-8';
      const content =
        encoding === 'base64' ? bytes.toString('base64') : decodeText(bytes, { offset: start, truncated });
      return { content, size: reply.size, truncated, encoding };
    },
    release: () => session.end(),
  };
}
