import type { Details } from '../call/types.js';
import { OperatorError } from '../../interfaces/errors.js';
import type { Change } from './change.js';
import { buildDiff } from './file-diff.js';
import type { Facts } from './replies.js';
import type { View } from './inspect-path.js';

const MAX_BYTES = 262_144;

/** refuses early what the caller can see for itself; the worker refuses the same again when it acts */
export function assertReplaceable(facts: Facts): void {
  if (facts.kind === 'missing') return;
  if (facts.nlink > 1)
    throw new OperatorError('not-permitted', 'the file has other names (hard links), so it is not replaced');
  if ((facts.mode & 0o6000) !== 0) {
    throw new OperatorError('not-permitted', 'the file is set-user-id or set-group-id, so it is not replaced');
  }
}

/** what the write changes, as far as the caller may read what is there */
export async function previewChange(
  view: Pick<Extract<View, { seen: true }>, 'facts' | 'session'>,
  change: Pick<Change, 'append' | 'content'>,
): Promise<Details> {
  const { facts, session } = view;
  if (facts.kind === 'missing') return { diff: buildDiff(facts.path, Buffer.alloc(0), change.content) };
  if (!facts.readable) return { content: 'protected' };
  if (facts.size > MAX_BYTES) return { diff: 'too long to compare here' };
  const { data } = await session.read({ offset: 0, limit: MAX_BYTES });
  const before = Buffer.from(data, 'base64');
  const after = change.append ? Buffer.concat([before, change.content]) : change.content;
  return { diff: buildDiff(facts.path, before, after) };
}
