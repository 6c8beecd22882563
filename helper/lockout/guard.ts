import type { Journal } from '../journal.js';
import type { SealedCall, Subject } from '../action.js';
import type { RevertCommand, Reverts } from './revert.js';

/** arms what takes a change back; what it returns is called once the change is made */
export type Guard = (commands: readonly RevertCommand[], seconds: number) => Promise<() => Promise<void>>;

interface Guarded {
  readonly record: string;
  readonly subject: Subject;
  readonly sealed: Pick<SealedCall, 'tier' | 'preview'>;
}

export function guardOf(
  { reverts, journal }: { readonly reverts: Reverts; readonly journal: Journal },
  { record, subject, sealed }: Guarded,
): Guard {
  return async (commands, seconds) => {
    const { uid, loginUid } = subject;
    const summary = sealed.preview['summary'] ?? sealed.tier.description;
    await reverts.arm({ record, uid, loginUid, action: sealed.tier.name, summary, commands, seconds });
    return async () => {
      await reverts.settle(record).catch(() => {
        journal.write('warning', `record ${record} cannot be confirmed, and is taken back in ${seconds} s`);
      });
    };
  };
}
