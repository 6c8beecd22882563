import { display } from '../../interfaces/display.js';
import type { Preparation } from '../action/action.js';
import type { RunContext } from '../call/context.js';
import { showMoment } from '../system/power/moments.js';
import { cancelPlanned, POWER_CALLS, readPower, type PowerState } from '../system/power/power-state.js';
import { failed, invalid, plannedText, type AskedPower, type PowerDone, type PowerNames } from './asked-power.js';

/** takes back what is planned; `zone` is for the words */
export function prepareCancel(
  { minutes, clock }: Pick<AskedPower, 'minutes' | 'clock'>,
  state: PowerState,
  zone: string,
  names: PowerNames,
): Preparation<PowerDone> {
  if (minutes !== undefined || clock !== undefined) throw invalid('minutes, clock: cancel takes neither');
  const { planned } = state;
  if (!planned) throw failed('nothing is planned: no restart and no end of the machine');
  const moment = showMoment(planned.ms, zone);
  return {
    tier: names.cancel,
    details: { planned: display(planned.kind), display_moment: moment },
    preview: {
      summary: `cancel the ${display(planned.kind)} that is planned for ${moment}`,
      undo: 'no: it is planned again by a new call',
    },
    pinned: { planned: plannedText(state) },
    foreign: [{ actionId: `org.freedesktop.login1.${foreignOf(planned.kind)}`, details: {} }],
    run: async (context: RunContext): Promise<PowerDone> => {
      const now = await readPower(context.bus);
      if (plannedText(now) !== plannedText(state)) throw failed('what is planned was changed meanwhile: ask again');
      context.commit();
      if (!(await cancelPlanned(context.bus))) throw failed('logind had nothing to cancel any more');
      return { verb: names.cancelVerb, moment };
    },
    release: async () => {},
  };
}

function foreignOf(kind: string): string {
  return Object.values(POWER_CALLS).find(({ planned }) => planned === kind)?.action ?? 'halt';
}
