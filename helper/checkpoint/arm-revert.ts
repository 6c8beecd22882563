import type { ActionPreview } from '../../interfaces/preview.js';
import type { Journal } from '../journal/journal.js';
import type { ArmRevert } from '../call/context.js';
import type { Subject, Tier } from '../call/types.js';
import type { CheckpointStore } from './revert.js';

interface Guarded {
  readonly record: string;
  readonly subject: Subject;
  readonly sealed: { readonly tier: Tier; readonly preview: ActionPreview };
}

export function armRevertFor(
  { reverts, journal }: { readonly reverts: CheckpointStore; readonly journal: Journal },
  { record, subject, sealed }: Guarded,
): ArmRevert {
  return async (commands, seconds) => {
    const { uid, loginUid } = subject;
    const summary = sealed.preview['summary'] ?? sealed.tier.description;
    await reverts.arm({ record, uid, loginUid, action: sealed.tier.name, summary, commands, seconds });
    return async () => {
      await reverts.markApplied(record).catch(() => {
        journal.write('warning', `record ${record} cannot be confirmed, and is taken back in ${seconds} s`);
      });
    };
  };
}
