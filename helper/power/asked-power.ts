import { OperatorError } from '../../interfaces/errors.js';
import type { PrepareContext } from '../call/context.js';
import { checkKnownZone } from '../system/power/moments.js';
import type { PowerState, PowerVerb } from '../system/power/power-state.js';
import { TIMEDATED } from '../system/settings/services.js';
import { readText } from '../system/settings/settings-service.js';

/** the wish as it was sent */
export interface AskedPower {
  readonly verb: PowerVerb;
  readonly minutes?: number | undefined;
  /** `HH:MM` */
  readonly clock?: string | undefined;
}

/** names of the action and its tiers, which stand in the action */
export interface PowerNames {
  readonly action: string;
  readonly change: string;
  readonly cancel: string;
  /** verb of the action that cancels */
  readonly cancelVerb: string;
}

export interface PowerDone {
  readonly verb: string;
  readonly moment: string;
}

/** time zone of the machine now: the one that this process started with may be another */
export async function zoneOf({ bus }: Pick<PrepareContext, 'bus'>): Promise<string> {
  const zone = await readText(bus, TIMEDATED, 'Timezone').catch(() => '');
  return checkKnownZone(zone === '' ? 'UTC' : zone);
}

/** the plan as one word, empty for none */
export function plannedText({ planned }: Pick<PowerState, 'planned'>): string {
  return planned ? `${planned.kind} ${planned.ms}` : '';
}

export function invalid(text: string): OperatorError {
  return new OperatorError('invalid-args', text);
}

export function failed(text: string): OperatorError {
  return new OperatorError('failed', text);
}
