import type { ActionPreview } from '../../interfaces/preview.js';
import type { Details } from '../call/types.js';
import type { PrepareContext } from '../call/context.js';
import { isProtectedUnit } from '../system/services/unit-names.js';
import { display } from '../../interfaces/display.js';

/** facts about a change that could lock its own author out, for prompt, preview and reply */
export interface Lockout {
  readonly seconds: number;
  /** the first unit of the administrator's list that it touches */
  readonly unit: string;
}

type Asker = Pick<PrepareContext, 'subject' | 'bounds'>;

/**
 * a change of what people are connected through, made by somebody who may be connected through it; `undefined` where it
 * is neither. an unknown origin counts as remote
 */
export function findLockout({ subject, bounds }: Asker, units: readonly string[]): Lockout | undefined {
  if (!subject.remote) return undefined;
  const unit = units.find(name => isProtectedUnit(bounds.units.lockout, name));
  return unit === undefined ? undefined : { seconds: bounds.units.confirmS, unit };
}

/** fixed keys, empty where nothing is armed */
export function lockoutDetails(lockout: Lockout | undefined): Details {
  if (!lockout) return { confirm_s: '', display_confirm: '' };
  const words = ` It is taken back after ${lockout.seconds} s unless confirmed from a new login.`;
  return { confirm_s: String(lockout.seconds), display_confirm: words };
}

/** said once it is done */
export function lockoutResult(lockout: Lockout | undefined): { confirm?: string } {
  if (!lockout) return {};
  return { confirm: `within ${lockout.seconds} s, or it is taken back: log in anew and run llmsh confirm there` };
}

export function lockoutPreview(lockout: Lockout | undefined): ActionPreview {
  if (!lockout) return {};
  const { unit, seconds } = lockout;
  const why = `you may be connected through ${display(unit)}`;
  return { confirm: `within ${seconds} s from a login that is opened after the change: llmsh confirm. ${why}` };
}
