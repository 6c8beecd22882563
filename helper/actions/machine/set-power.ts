import * as z from 'zod';
import { defineAction, type Action } from '../../action/action.js';
import { ADMINISTRATOR } from '../../call/defaults.js';
import { authenticationTo, inGerman } from '../../call/prompt-texts.js';
import { zoneOf } from '../../power/asked-power.js';
import { prepareCancel } from '../../power/prepare-cancel.js';
import { preparePower } from '../../power/prepare-power.js';
import { readPower } from '../../system/power/power-state.js';

const WEEK_MINUTES = 10_080;

const params = z.strictObject({
  verb: z.enum(['reboot', 'power_off', 'suspend', 'hibernate', 'cancel']).describe('cancel takes back what is planned'),
  minutes: z.int().min(1).max(WEEK_MINUTES).optional().describe('in so many minutes; at once unless given'),
  clock: z
    .string()
    .regex(/^([01][0-9]|2[0-3]):[0-5][0-9]$/, 'expected a time of day such as 23:30')
    .optional()
    .describe('at this time of day, the next one of that name'),
});

const result = z.strictObject({
  verb: z.string().max(16).describe('the same as asked'),
  moment: z.string().max(96).describe('now, or the time for which it is planned'),
});

const NAMES = { action: 'set-power', change: 'set-power', cancel: 'cancel-power', cancelVerb: 'cancel' } as const;

const DEFINITION = {
  name: 'set-power',
  since: '0.1.0',
  summary: 'restart, switch off, suspend or hibernate the machine, now or at a time, or cancel that',
  headline: '{verb} the machine',
  params,
  result,
  tiers: [
    {
      name: 'set-power',
      description: 'Restart, switch off or suspend the machine',
      ...authenticationTo('$(display_what) the machine, $(display_moment).$(display_users)'),
      ...inGerman(
        'Rechner neu starten, ausschalten oder schlafen legen',
        'den Zustand des Rechners zu ändern: $(display_what), $(display_moment).$(display_users)',
      ),
      defaults: ADMINISTRATOR,
      runsAs: 'root',
      alone: true,
    },
    {
      name: 'cancel-power',
      description: 'Cancel a restart that is planned',
      ...authenticationTo('cancel the $(planned) that is planned for $(display_moment).'),
      ...inGerman('Geplanten Neustart abbrechen', 'den geplanten Vorgang ($(planned), $(display_moment)) abzubrechen.'),
      defaults: ADMINISTRATOR,
      runsAs: 'root',
      destructive: false,
    },
  ],
  risk: { readOnly: false, destructive: true, openWorld: false, killable: false, undo: true },
} as const;

/** `now` is another clock in tests */
export function defineSetPower(now: () => number): Action {
  return defineAction({
    ...DEFINITION,
    prepare: async (asked, context) => {
      const state = await readPower(context.bus);
      const { verb } = asked;
      if (verb === 'cancel') return prepareCancel(asked, state, await zoneOf(context), NAMES);
      return await preparePower({ ...asked, verb }, state, context, { names: NAMES, now });
    },
  });
}

export const setPower = defineSetPower(Date.now);
