import type { ActionPreview } from '../../interfaces/preview.js';
import type { Bounds } from '../config/config.js';
import { OperatorError } from '../../interfaces/errors.js';
import { contentAfter, type Change } from './change.js';
import { buildDiff } from './file-diff.js';
import type { PathFacts } from './replies.js';
import type { View } from './inspect-path.js';

const MAX_BYTES = 262_144;

/** refuses early what is bound to fail when the worker acts; `append` leaves the object in its place */
export function assertReplaceable(facts: PathFacts, { append }: Pick<Change, 'append'>, { files }: Bounds): void {
  if (facts.kind === 'missing') return;
  if (facts.nlink > 1) throw refuse('the file has other names (hard links), so it is not changed');
  if ((facts.mode & 0o6000) !== 0) throw refuse('the file is set-user-id or set-group-id, so it is not changed');
  if (facts.fixed === 'immutable')
    throw refuse('the file is immutable (lsattr shows i), and root cannot change it either');
  if (append) return;
  if (facts.fixed === 'append-only') throw refuse('the file can only be added to (lsattr shows a): it is not replaced');
  if (facts.mountPoint) {
    throw refuse(
      'the file is a mount point of its own, which cannot be replaced: add to it, or write what is mounted there',
    );
  }
  if (facts.size > files.maxObjectBytes) {
    const limit = `files.max_object_bytes of operator.toml lets ${files.maxObjectBytes} be replaced`;
    throw refuse(`the file has ${facts.size} bytes, and ${limit}: add to it, or have an administrator raise that`);
  }
}

/** for a protected file: what its caller does not see is told after polkit's yes only, and nothing is done then */
export function laterRefusal(
  seen: PathFacts | undefined,
  facts: PathFacts | undefined,
  change: Pick<Change, 'append'>,
  bounds: Bounds,
): OperatorError | undefined {
  if (!facts) return undefined;
  const moved = seen && (seen.dev !== facts.dev || seen.ino !== facts.ino || seen.kind !== facts.kind);
  if (moved) return new OperatorError('failed', 'the file changed meanwhile; nothing was done');
  try {
    assertReplaceable(facts, change, bounds);
    return undefined;
  } catch (error) {
    if (error instanceof OperatorError) return error;
    throw error;
  }
}

function refuse(text: string): OperatorError {
  return new OperatorError('not-permitted', text);
}

/** diff of a write; withheld if the caller may not read the current content */
export async function previewChange(
  view: Pick<Extract<View, { seen: true }>, 'facts' | 'session'>,
  change: Pick<Change, 'append' | 'content' | 'lines'>,
): Promise<ActionPreview> {
  const { facts, session } = view;
  if (facts.kind === 'missing')
    return { diff: buildDiff(facts.path, Buffer.alloc(0), contentAfter(change, Buffer.alloc(0))) };
  if (!facts.readable) return { content: 'protected' };
  // the end of a long file is enough to preview an append
  if (facts.size > MAX_BYTES && !change.append) return { diff: 'too long to compare here' };
  const offset = Math.max(facts.size - MAX_BYTES, 0);
  const { data } = await session.read({ offset, limit: MAX_BYTES });
  const before = Buffer.from(data, 'base64');
  return { diff: buildDiff(facts.path, before, contentAfter(change, before)) };
}
